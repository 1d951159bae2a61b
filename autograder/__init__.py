"""Grades an assignment on deep generative models, on Gradescope and on a laptop.

Theory of operation. Three processes, and no student's code in the first two:

    grader        pytest, the reference, results.json. It never imports a student's file, nor torch.
      │ a socket: "fork", "end"
    fork server   executed fresh, with NumPy and torch loaded; holds no answer and no secret
      │ fork
    worker        one submission in the box: its own copy of the files, its own uid, limits, pipes
                  only. A fresh one only after a death or a time-out.

The grader asks over a pipe ("call A_matrix with 0.1") and gets plain data back, which it compares
with the reference. Nothing is unpickled, no exit status means success, the clock kills.

Two seams carry the design:

    Call    (function, arguments) -> value. `student.Student` is the face; behind it the box, or on
            a laptop a plain import, through the same encode and decode, so that both agree.
    Grade   all that is known of one submission, frozen. results.json, the table in the terminal,
            and every other output is a pure function of it.

Whose fault is a type (errors.py): an AssertionError is the student's, anything else is ours, is
never worded as the student's, scores 0 with a notice, and makes the exit status 2.

Map, from the top down; each imports only what stands below it:

    __main__   the commands                     cli       what a command does and prints
    paperwork  what a class gets beside grades  report      a class on one page
    changes    a difference, told               difference  what changed, by cause
    earlier    old grades -> rows               matching    which old submission it is
    survey     a class, counted                 figures     each as it is defined
    batch      `regrade`, from its arguments to what it says
    gradebook  grades.csv                       progress  a bar, a log
    regrade    a class: every entry once        ledger    DIR: what is finished
    executors  this machine's cores, a cluster  export    what was handed in, by whom (roster)
    desk       owner of an examiner             examiner  a warm process that grades one by one
    parcel     a submission as bytes            engine    what a grade was made with, as a hash
    grade      one submission -> one Grade      doctor    which layers of the box work here
    trial      grades with what is to be packed bundle    autograder.zip and student.zip
    plugin     pytest: fixtures, one Outcome per grader
    diagnosis  which known mistake it is        formulas    whether a formula explains all answers
    preview    the result as a page             seen        who sees what of it
    submission what was handed in, made safe    handed      a safe tree under way
    gradescope results.json and its metadata
    harness    what the platform makes of it    whole       a file whole or not at all
    credit     points kept for a known mistake  summary     what stands on top of it
    manifest   assignment.toml as types         local       the face on a laptop
    known      what is handed in of mistakes
    student    the face: policy and records     checks    compare and explain
    reply      what came from the box, checked
    model      Outcome, Grade                   row       one submission of a class
    rehearsal/ runs the zip as the platform does
    box/       all that runs in the box or makes it
    errors     whose fault

Imports nothing: the fork server loads this package before it loads anything else.
"""

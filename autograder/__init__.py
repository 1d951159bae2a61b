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

Map, by area; an import-linter contract holds the order, each imports only what stands below it:

  commands   __main__, cli (what a command does and prints)
  a class    batch (`regrade`'s arguments and words); regrade (every entry once), ledger (what is
             finished), export, sources, ids and roster (what was handed in, by whom), executors,
             desk, examiner and parcel (warm processes that grade, here or on a cluster), engine
             (what a grade was made with, as a hash), gradebook (grades.csv), progress
  afterwards row (one submission of a class); difference, earlier, matching, changes (what a regrade
             changed); survey, figures, report (a class on one page), paperwork (when which is made)
  release    bundle (both archives), trial (grades with what is packed), rehearsal/ (as the platform
             runs it), harness (what the platform makes of it), seen and preview (what is shown)
  submitted  grade (one submission -> one Grade), doctor (which layers work here), plugin (pytest:
             one Outcome per grader), submission, members and handed (what came, made safe)
  feedback   diagnosis, formulas, known (which mistake explains the answers), credit, summary,
             answers (equal answers, as a hash), checks (compare and explain),
             wording (what came, in words)
  values     manifest, question, model (Outcome, Grade), gradescope (results.json), whole (a file
             whole or not at all), scratch (a folder that goes, in any case), interrupt
             (Ctrl-C, heard once), errors (whose fault)
  the call   student (policy and records), failures (what is read where no answer comes), reply
             (what came, checked), local (on a laptop), box/ (what runs in the box or makes it)

Imports nothing: the fork server loads this package before it loads anything else.
"""

"""Runs a built autograder.zip as Gradescope does: `autograder rehearse ZIP SUBMISSION...`.

Nobody should learn on the due date that the image had another Python, that a results.json is not
taken, or that half a CPU is too little. So the zip is unpacked and laid out as the platform does
it, and for each submission run_autograder runs in a container of the size that was chosen:

    stage       the zip and a submission -> /autograder, as the platform lays it out
    bubblewrap  a container in namespaces, on this machine's system or in a root of its own
    docker      the same with a Docker engine and Gradescope's own image
    container   what both give: one run, measured
    cgroups     the size, enforced by the kernel        memory    what the processes take
    inside      the platform's part in there: start, wait, kill, read
    report      what a student and an instructor would see, and what it took

What is made of the result is decided in ../harness.py, as for a preview. A submission's code runs
where it does on the platform: in the box that the zip's own grader makes, inside of the container.
"""

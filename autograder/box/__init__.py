"""The box: where the student's code runs, and what stands between it and everything else.

    host        outside: one submission; ask, keep the clock, end everything
    pipes       outside: the ends of a worker's pipes
    server      outside: the fork server as the grader holds it
    forkserver  loads NumPy and torch once, forks a worker in milliseconds, adopts orphans
    forked      a process that another forked for us
    users       a uid that nobody else has
    usage       what a worker takes of disk and memory, seen from outside
    removal     what it left, removed
    jail        the layers that a worker puts on, in order, before it reads the student's file; two
                of them are landlock (files) and seccomp (system calls)
    worker      inside: answers one request at a time      load    the file, and its exceptions
    plain       values as base data                        absent  stands in for a library
    grammar     which values cross, and how large          wire    one frame: JSON and raw arrays

A submission's life: host copies its files to a fresh folder, sends the fork server three pipe ends
and a plan; the child puts on the layers, says so in a first frame, and only then reads the
student's file. Every exchange has one deadline, for the request, the reply, the output and the
death together. At its end, or at the first breach, the fork server kills the worker and every
process that it left, all before a result is written; its folder goes then or soon after, and all
that is the grader's when the fork server sees the grader end.

What comes out of here is the student's word. It is decoded, never trusted: whatever is wrong with
it is a wrong answer of the student's, not a fault of ours.
"""

"""Machines to grade on, made of this one, and what a submission may try there.

enter    puts a process on a platform, then becomes the command: run as a program
docker   what Docker's defaults leave a container: capabilities and system calls
probes   a submission.py: one function for each thing that the box should refuse
measure  which probes get through, with which layers off: run as a program
table    what is claimed of each probe, and the table of docs/security.md
"""

"""
What is remembered: findings, their evidence and their history, in one SQLite file.

    sqlite      `Store`: load and save findings, read a history. The seam to everything else
    codec       findings and transitions to rows and back, `case_json` their cases; pure
    fields      values of unknown origin, checked
    schema      the tables, and how an older file is brought up to date
    connection  how the file is opened: to write, and to read beside a daemon that writes
    lock        one writer per store
    errors      `StoreError`: the one thing that is raised, a sentence that says what to do

What `save` returned from is on the disk: it outlives a kill and a power cut. A case that led to a
transition is kept as it was and can not be changed afterwards.
"""

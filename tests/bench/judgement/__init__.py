"""
How often the judge is right, measured against a city whose truth is known.

    python -m tests.bench.judgement.run --seeds 101-110

    facts, names    what is so in the world: makers, providers' addresses, names of offices
    box             what one device is like at one moment, as plain lists
    platforms       what each vendor's agent shows of it, and how it gets that wrong
    ip_tables, bridge_tables, host_tables   the box as columns of MIB tables
    agent           the device over time: what it would answer when it is asked
    activity        when people work: traffic and clients per hour
    estate, homes   the city's sites, lines and devices; its registry is `registry_text`
    guilty_*, innocent_*   what happens there, each with its label
    sampling        when it is enough to ask
    simulate        the daemon's own polling and city, on a simulated clock
    score, report   findings against labels

The generator writes varbinds, and labels that the judge never sees. It shares no code with the
judge that decides anything: only the encoding of values, and the registry's file format.
"""

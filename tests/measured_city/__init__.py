"""
A city whose truth is known: what its devices answer by SNMP, and labels of what is so.

It measures the judge (`tests.bench.judgement`) and knows nothing of it: no rule, no threshold, none
of the lists that are delivered with the program. All it shares with the program is the encoding of
SNMP's values (`monitor.snmp`); a test holds that. Generator and labels change for a reason of their
own, in commits of their own, never together with a rule.

    facts, names    what is so in the world: makers, providers' addresses, names of offices
    box             what one device is like at one moment, as plain lists
    platforms       what each vendor's agent shows of it, and how it gets that wrong
    ip_tables, bridge_tables, host_tables   the box as columns of MIB tables
    agent           the device over time: what it would answer when it is asked
    session         one reading of it, in the client's words
    activity        when people work: traffic and clients per hour
    estate, homes   the city's sites, lines and devices
    registry        what Kominfo has written down of it
    guilty_*, innocent_*   what happens there, each with its label
"""

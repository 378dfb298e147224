"""
A city that is not there: agents on loopback that show recordings, and what happens in it.

    scenario    who answers, and what happens when
    city_file   city.yaml → a scenario
    recordings  the recordings that it names
    traffic     how many octets an interface of such a name carries
    moving      a recording whose counters and clocks go on
    agents      the agents, and switching what one of them shows
    timeline    telling what happens, at the time it does
    daemon      the monitor beside them, as a process of its own
    stage       all of it together, until somebody ends it

The monitor cannot tell the difference: it polls by SNMP, over the network, what was once recorded.
"""

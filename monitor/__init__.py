"""
Shows whether every agency's links are on the city's own network.

    sources → schedule → poller → mibs → links → judge → store → exporters
     YAML     who is     SNMP     rows    links   signals  what is   Prometheus,
              due now    bytes    →facts  of a    →status  known     JSON, HTML
                                          site    findings

Data runs one way. The middle (mibs, links, rules, judge) is pure: no clock, no socket, no log.
"""

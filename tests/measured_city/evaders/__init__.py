"""
People who have a foreign line and their hands on the router, and do not want it to be seen.

Each trick is told at three levels of effort: the first is what somebody does who has read one page
about it, the third what somebody does who knows how he is looked for. What is physically so is so
to everybody: traffic that leaves by the foreign line is missing at Kominfo's router, a cable that
was moved is no longer in its ARP table, and only the agency's own router says what its owner wants.

    trick       what all of them have in common
    claims      MAC addresses, dummies and sessions that borrow another's name
    names       other lines under the name of the contracted one, or of a LAN
    routes      defaults in pieces, IPv6, tunnels to an approved far end
    views       tables and rows kept back, agents that leave the line out, clean devices beside
    hours       lines that are there for minutes, and lines among hundreds
    lookalikes  those who look like that and are honest
    besieged    the city in which they live
"""

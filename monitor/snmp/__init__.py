"""The SNMP client: the only place that knows the bytes of SNMP. `session` is the seam to it."""

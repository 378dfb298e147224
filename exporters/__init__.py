"""The end of the line: what is known, for Prometheus, for programs and for people."""

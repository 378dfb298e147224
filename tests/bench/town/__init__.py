"""A town of ten thousand devices on loopback, answered for by one process, to measure with."""

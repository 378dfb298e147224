"""Random input for all that is read from outside: `python -m tests.fuzz`."""

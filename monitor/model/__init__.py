"""The words of the program as small frozen types. Standard library only, no I/O, no clock."""

"""One file of tests for each table, with rows that are made up but shaped as real agents' are."""

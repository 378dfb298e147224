"""
What of the code that decides and keeps no test would notice, if it were wrong.

`mutants` makes small mistakes in a module, `trial` runs the tests that reach each of them, and
`report` holds the share that the tests noticed against a floor. Which modules, with which tests:
`targets.toml`. What no test can notice, with the reason: `survivors.toml`. How much was noticed
when a module was last measured whole: `measured.json`.

Mutmut, which did this before, leaves out decorated functions and all that stands outside of
functions, thresholds above all, and has one set of tests for all modules.
"""

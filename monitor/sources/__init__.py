"""Where a registry and the settings come from: YAML files now, other sources later.

A source gives values of `monitor.model`, or every problem it found in one report. It is read at
start-up and on reload, never in between.
"""

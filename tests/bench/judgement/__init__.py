"""
How often the judge is right, measured against a city whose truth is known.

    python -m tests.bench.judgement.run --seeds 101-110

    registry_text   the city's registry and the daemon's settings as files
    sampling        when it is enough to ask
    simulate        the daemon's own polling and city, on a simulated clock
    witness         what it said
    score, report   findings against labels

The city itself, its devices and its labels are `tests.measured_city`, which knows nothing of this.
"""

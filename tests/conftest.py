"""What all tests have in common."""

from hypothesis import HealthCheck, Phase, settings

# How long an example takes is the machine's affair, and that of what else runs on it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# For `tools.mutation`: the same examples with each mistake in the program, and none made simpler.
settings.register_profile(
    "mutation",
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("any machine")

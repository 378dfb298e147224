"""To come."""

from tests.bench.judgement.estate import Estate


def pass_over(estate: Estate) -> None:
    pass

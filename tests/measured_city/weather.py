"""
What passes over the whole city: power cuts, bad lines, restarts, devices that are down for a while.
"""

from tests.measured_city.agent import Lossy, Outage
from tests.measured_city.estate import CENTRE, Estate

_HOUR_S = 3600.0
_BAD_LINES_A_DAY = 1 / 40
_RESTARTS_A_DAY = 1 / 30


def pass_over(estate: Estate) -> None:
    """Let it happen, to the guilty and the innocent alike."""
    _power_cut(estate)
    for name, agent in estate.agents.items():
        rng = estate.chance(f"weather {name}")
        if agent.site == CENTRE:
            continue
        for day in range(2, estate.days):
            at_s = estate.day_s(day) + rng.uniform(0, 24) * _HOUR_S
            if rng.random() < _BAD_LINES_A_DAY:
                end_s = at_s + rng.uniform(0.5, 5) * _HOUR_S
                agent.lossy.append(Lossy(at_s, end_s, rng.uniform(0.1, 0.5), rng.uniform(0, 0.3)))
            if rng.random() < _RESTARTS_A_DAY:
                agent.outages.append(Outage(at_s, at_s + rng.uniform(100, 3000)))


def _power_cut(estate: Estate) -> None:
    """Half of the city without power for some hours, which comes back street by street."""
    start_s = estate.day_s(estate.days * 0.4) + 14 * _HOUR_S
    dark = set(estate.rng.sample([home.code for home in estate.homes], len(estate.homes) // 2))
    hours = {code: estate.rng.uniform(2.0, 5.0) for code in sorted(dark)}
    for agent in estate.agents.values():
        if agent.site in dark:
            agent.outages.append(Outage(start_s, start_s + hours[agent.site] * _HOUR_S))

"""
A city of evaders and of those who look like them: every site is an agency of its own.
"""

from collections.abc import Callable

from tests.measured_city import centre, innocent_work, weather
from tests.measured_city.estate import Estate
from tests.measured_city.evaders import claims, hours, lookalikes, names, routes, views
from tests.measured_city.evaders.trick import EFFORTS, Trick
from tests.measured_city.homes import Home
from tests.measured_city.innocent_lines import virtual_router
from tests.measured_city.story import Story, nothing

TRICKS: tuple[Trick, ...] = (
    *claims.TRICKS,
    *names.TRICKS,
    *routes.TRICKS,
    *views.TRICKS,
    *hours.TRICKS,
)
_HONEST: tuple[Story, ...] = (
    *lookalikes.STORIES,
    *innocent_work.STORIES,
    Story(kind="VRRP", tell=nothing, before=virtual_router, count=2),
)
SITES = 135
"""Each trick at each effort once, each that looks like one, and some at which nothing happens."""


def city(seed: int, days: int = 10) -> Estate:
    """Make the city, and let everybody try."""
    estate = Estate(seed, SITES, days, agencies=SITES, switch_share=0.4)
    picked: list[tuple[Trick, int, Home]] = []
    for trick in sorted(TRICKS, key=lambda one: sum(map(one.fits, estate.homes))):
        for effort in EFFORTS:
            home = _pick(estate, trick.fits)
            if home is not None:
                picked.append((trick, effort, home))
    honest: list[tuple[Story, Home]] = []
    for story in sorted(_HONEST, key=lambda one: sum(map(one.fits, estate.homes))):
        for _ in range(story.count):
            home = _pick(estate, story.fits)
            if home is None:
                continue
            honest.append((story, home))
            if story.before is not None:
                story.before(estate, home)
    estate.settle()
    for story, home in honest:
        story.tell(estate, home)
    for trick, effort, home in picked:
        trick.tell(estate, home, effort)
    centre.build(estate)
    weather.pass_over(estate)
    return estate


def _pick(estate: Estate, fits: Callable[[Home], bool]) -> Home | None:
    fitting = [home for home in estate.homes if not home.is_taken and fits(home)]
    if not fitting:
        return None
    home = estate.rng.choice(fitting)
    home.taken.add("everything")
    return home

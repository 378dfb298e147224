"""
Who does what in the city: stories of guilt and innocence, told at sites picked by chance.
"""

from dataclasses import replace

from tests.measured_city import (
    campus,
    centre,
    guilty_boxes,
    guilty_hands,
    guilty_hidden,
    guilty_lines,
    guilty_servers,
    innocent_lines,
    innocent_things,
    innocent_work,
    weather,
)
from tests.measured_city.estate import Estate
from tests.measured_city.evaders import lookalikes
from tests.measured_city.homes import Home
from tests.measured_city.labels import Guilt
from tests.measured_city.story import Story

STORIES: tuple[Story, ...] = (
    *guilty_lines.STORIES,
    *guilty_hidden.STORIES,
    *guilty_boxes.STORIES,
    *guilty_servers.STORIES,
    *guilty_hands.STORIES,
    *innocent_lines.STORIES,
    *innocent_things.STORIES,
    *innocent_work.STORIES,
    *lookalikes.STORIES,
    *campus.STORIES,
)
_SHARED = 0.35
"""How many of all stories are told where another one is, and does not stand in the way."""
_SEEN_S = 3600.0


def tell(estate: Estate) -> None:
    """Pick sites for all stories, make the devices, and let it all happen."""
    picked: list[tuple[Story, Home]] = []
    # The choosy ones pick first, or nothing is left for them.
    for story in sorted(STORIES, key=lambda one: _fitting(one, estate)):
        for _ in range(_count(story, estate)):
            home = _pick(story, estate)
            if home is None:
                continue
            home.taken |= story.takes
            picked.append((story, home))
            if story.before is not None:
                story.before(estate, home)
    estate.settle()
    for story, home in picked:
        story.tell(estate, home)
    centre.build(estate)
    weather.pass_over(estate)
    _leave_out_unseen(estate)


def _fitting(story: Story, estate: Estate) -> int:
    return sum(story.fits(home) for home in estate.homes)


def _count(story: Story, estate: Estate) -> int:
    return max(1, round(story.count * len(estate.homes) / 300))


def _pick(story: Story, estate: Estate) -> Home | None:
    fitting = [
        home for home in estate.homes if story.takes.isdisjoint(home.taken) and story.fits(home)
    ]
    is_shared = estate.rng.random() < _SHARED
    wished = [home for home in fitting if home.is_taken is is_shared]
    return estate.rng.choice(wished or fitting) if fitting else None


def _leave_out_unseen(estate: Estate) -> None:
    """Leave out breaches during which the device that would show them is not asked or kept shut."""
    guilts = estate.labels.guilts
    for at, guilt in enumerate(guilts):
        why = "" if guilt.left_out else _why_unseen(estate, guilt)
        if why:
            guilts[at] = replace(guilt, left_out=why)


def _why_unseen(estate: Estate, guilt: Guilt) -> str:
    agent = estate.agents.get(guilt.device)
    if agent is None or guilt.kind.startswith("credentials"):
        return ""
    registered_s = max((at for at, names in estate.late.items() if agent.name in names), default=0)
    if registered_s > guilt.end_s - _SEEN_S:
        return "its device is not registered meanwhile"
    if agent.box_at(guilt.start_s).hidden:
        return "its device keeps tables back, which is said of it"
    silent_s = sum(
        max(0.0, min(one.end_s, guilt.end_s) - max(one.start_s, guilt.start_s))
        for one in agent.outages
    )
    hardly = guilt.end_s - guilt.start_s - silent_s < _SEEN_S
    return "its device hardly answers meanwhile" if hardly else ""

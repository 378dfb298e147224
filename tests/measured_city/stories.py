"""
Who does what in the city: stories of guilt and innocence, told at sites picked by chance.
"""

from tests.measured_city import (
    centre,
    guilty_boxes,
    guilty_hands,
    guilty_hidden,
    guilty_lines,
    innocent_lines,
    innocent_things,
    weather,
)
from tests.measured_city.estate import Estate
from tests.measured_city.homes import Home
from tests.measured_city.story import Story

STORIES: tuple[Story, ...] = (
    *guilty_lines.STORIES,
    *guilty_hidden.STORIES,
    *guilty_boxes.STORIES,
    *guilty_hands.STORIES,
    *innocent_lines.STORIES,
    *innocent_things.STORIES,
)


def tell(estate: Estate) -> None:
    """Pick sites for all stories, make the devices, and let it all happen."""
    picked: list[tuple[Story, Home]] = []
    # The choosy ones pick first, or nothing is left for them.
    for story in sorted(STORIES, key=lambda one: _fitting(one, estate)):
        for _ in range(_count(story, estate)):
            home = _pick(story, estate)
            if home is None:
                continue
            home.is_taken = True
            picked.append((story, home))
            if story.before is not None:
                story.before(estate, home)
    estate.settle()
    for story, home in picked:
        story.tell(estate, home)
    centre.build(estate)
    weather.pass_over(estate)


def _fitting(story: Story, estate: Estate) -> int:
    return sum(story.fits(home) for home in estate.homes)


def _count(story: Story, estate: Estate) -> int:
    return max(1, round(story.count * len(estate.homes) / 300))


def _pick(story: Story, estate: Estate) -> Home | None:
    fitting = [home for home in estate.homes if not home.is_taken and story.fits(home)]
    return estate.rng.choice(fitting) if fitting else None

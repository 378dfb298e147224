"""To come."""

from tests.bench.judgement.story import Story

STORIES: tuple[Story, ...] = ()

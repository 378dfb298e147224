"""How much an agent takes is found by asking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.errors import (
    AgentError,
    NoAnswerError,
    UnreachableError,
    UnusableAnswerError,
)
from monitor.snmp.fit import MOST, Fit
from monitor.snmp.peer import Peer

WANTED = 50


def _asked(fit: Fit, takes: int, requests: int) -> list[int]:
    """Ask for names an agent takes so many of; list the sizes that it was silent to."""
    silent = []
    for _ in range(requests):
        size = min(WANTED, fit.names.most)
        if size > takes:
            silent.append(size)
            fit.unanswered(size, 1)
        else:
            fit.answered(size, 1)
    return silent


@pytest.mark.parametrize("takes", [24, 10, 4, 1])
def test_an_agent_that_takes_few_names_is_soon_asked_for_no_more(takes: int) -> None:
    fit = Fit()
    silent = _asked(fit, takes, 20)
    assert len(silent) <= 2
    assert takes / 2 < fit.names.most <= takes


def test_more_are_tried_again_ever_more_seldom() -> None:
    fit = Fit()
    assert _asked(fit, 4, 2_000).count(8) <= 6
    # It takes more since its firmware was changed.
    assert _asked(fit, 24, 10_000)[-1] == 32
    assert fit.names.most == 16


def test_one_lost_request_does_not_make_an_agent_slow_for_ever() -> None:
    fit = Fit()
    fit.unanswered(WANTED, 1)
    assert fit.names.most == 1
    _asked(fit, MOST, 100)
    assert fit.names.most == MOST
    assert not fit.is_tried


def test_an_agent_whose_long_answers_get_lost_is_asked_for_shorter_ones() -> None:
    fit = Fit()
    names = rows = silent = 0
    for _ in range(40):
        names = min(12, fit.names.most)
        rows = min(4, fit.rows(names))
        if names * rows > 20:
            silent += 1
            fit.unanswered(names, rows)
        else:
            fit.answered(names, rows)
    assert silent <= 2
    assert 10 < names * rows <= 20


@given(
    st.integers(1, 60), st.integers(1, 200), st.lists(st.integers(1, 60), min_size=1, max_size=60)
)
def test_whatever_an_agent_takes_it_is_found(takes: int, holds: int, widths: list[int]) -> None:
    fit = Fit()
    answered = 0
    for width in widths * 20:
        names = min(width, fit.names.most)
        rows = fit.rows(names)
        assert names >= 1
        assert rows >= 1
        if names > takes or names * rows > max(holds, names):
            fit.unanswered(names, rows)
        else:
            answered += 1
            fit.answered(names, rows)
    assert answered >= len(widths) * 20 / 3


def test_only_the_first_silence_of_an_agent_may_be_about_the_size() -> None:
    peer = Peer()
    peer.kept_silent(0.0)
    assert peer.takes_less(NoAnswerError(), 12, 4)
    peer.kept_silent(0.0)
    assert not peer.takes_less(NoAnswerError(), 1, 1)
    assert not peer.takes_less(NoAnswerError(), 12, 1)
    assert peer.is_dead
    # One name is enough to see that it is back.
    assert peer.fit.names.most == 1


@pytest.mark.parametrize(
    ("error", "takes_less"),
    [
        (NoAnswerError(), True),
        (UnusableAnswerError(), True),
        (UnreachableError(), False),
        (AgentError(5), False),
    ],
)
def test_what_is_said_on_the_way_is_not_about_the_size(error: Exception, takes_less: bool) -> None:
    peer = Peer()
    peer.kept_silent(0.0)
    assert peer.takes_less(error, 12, 1) is takes_less  # type: ignore[arg-type]


def test_who_has_just_been_silent_or_was_never_heard_is_asked_once() -> None:
    peer = Peer()
    assert peer.tries(2) == 3
    peer.kept_silent(0.0)
    assert peer.tries(2) == 1
    peer.kept_silent(0.0)
    assert peer.tries(2) == 1
    peer.answered(None)
    assert peer.tries(2) == 3
    peer.kept_silent(0.0)
    assert peer.tries(2) == 1
    peer.kept_silent(0.0)
    assert peer.tries(2) == 3

"""How sure several signals together make: 1 - product of (1 - weight), with caps, to 1/10,000."""

from collections.abc import Iterable
from math import isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.confidence import Cap, weighed
from monitor.judge import adjusted, confidence
from monitor.model.finding import Band, Family, FindingKind, Sentence, Signal, Strength
from monitor.model.policy import Bands, Caps, Policy, RuleOverride, Weights

Said = tuple[Family, Strength]
P, S, H = Strength.PROOF, Strength.STRONG, Strength.HINT
WEIGHTS = {P: 0.90, S: 0.55, H: 0.15}
WEAK = {Family.TEXT, Family.TRAFFIC}


def signal(family: Family, strength: Strength) -> Signal:
    return Signal(
        rule="a-rule",
        family=family,
        strength=strength,
        kind=FindingKind.FOREIGN_UPLINK,
        subject="ether1",
        text=Sentence(en="en", id="id"),
    )


def sure(*said: Said, policy: Policy | None = None) -> tuple[float, Band]:
    value, band = confidence([signal(*one) for one in said], policy or Policy())
    return round(value, 6), band


@pytest.mark.parametrize(
    ("said", "value", "band"),
    [
        ([], 0, Band.NOTE),
        ([(Family.ROUTING, P)], 0.90, Band.PROOF),
        ([(Family.ROUTING, S)], 0.55, Band.INDICATED),
        ([(Family.ROUTING, H)], 0.15, Band.NOTE),
        ([(Family.ROUTING, S), (Family.ROUTING, S), (Family.ROUTING, H)], 0.55, Band.INDICATED),
        ([(Family.ROUTING, S), (Family.LAYER_2, S)], 0.7975, Band.INDICATED),
        ([(Family.ROUTING, S), (Family.LAYER_2, S), (Family.INTERFACE, S)], 0.9088, Band.PROOF),
        ([(Family.ROUTING, S), (Family.LAYER_2, H)], 0.60, Band.INDICATED),
        ([(Family.ROUTING, P), (Family.TEXT, H)], 0.915, Band.PROOF),
        ([(Family.ROUTING, H), (Family.LAYER_2, H)], 0.2775, Band.NOTE),
        ([(Family.TEXT, S)], 0.35, Band.NOTE),
        ([(Family.TEXT, P)], 0.35, Band.NOTE),
        ([(Family.TEXT, S), (Family.TRAFFIC, S)], 0.35, Band.NOTE),
        ([(Family.TEXT, H)], 0.15, Band.NOTE),
        ([(Family.TRAFFIC, S), (Family.ADDRESSING, S)], 0.7975, Band.INDICATED),
    ],
)
def test_the_strongest_of_each_family_counts_once(
    said: list[Said], value: float, band: Band
) -> None:
    assert sure(*said) == (value, band)


def test_hints_of_all_families_stay_below_what_nothing_confirms() -> None:
    assert sure(*((family, H) for family in Family)) == (0.60, Band.INDICATED)


@given(st.lists(st.tuples(st.sampled_from(Family), st.sampled_from(Strength)), max_size=12))
def test_it_equals_the_formula_with_its_caps(said: list[Said]) -> None:
    best: dict[Family, float] = {}
    for family, strength in said:
        best[family] = max(best.get(family, 0), WEIGHTS[strength])
    expected = 1 - prod(1 - weight for weight in best.values())
    if 0.90 not in best.values() and list(best.values()).count(0.55) < 2:
        expected = min(expected, 0.60)
    if set(best) <= WEAK:
        expected = min(expected, 0.35)
    value, _ = confidence([signal(*one) for one in said], Policy())
    assert isclose(value, expected, abs_tol=1e-4)


@given(st.permutations([(f, s) for f in list(Family)[:3] for s in Strength]))
def test_the_order_of_signals_does_not_matter(said: Iterable[Said]) -> None:
    assert sure(*said) == sure(*sorted(said))


def test_weights_bands_and_caps_are_the_citys() -> None:
    policy = Policy(
        weights=Weights(proof=0.8, strong=0.5, hint=0.1),
        bands=Bands(indicated=0.5, proof=0.75),
        caps=Caps(uncorroborated=0.45, weak_families=0.2, weak=frozenset({"interface"})),
    )
    assert sure((Family.ROUTING, P), policy=policy) == (0.8, Band.PROOF)
    assert sure((Family.ROUTING, S), policy=policy) == (0.45, Band.NOTE)
    assert sure((Family.INTERFACE, S), policy=policy) == (0.2, Band.NOTE)
    assert sure((Family.TEXT, P), policy=policy) == (0.8, Band.PROOF)


@pytest.mark.parametrize(
    ("limit", "said", "left"),
    [("hint", P, H), ("strong", P, S), ("strong", H, H), ("proof", S, S), (None, P, P)],
)
def test_an_administrator_may_lower_a_rule_and_never_raise_it(
    limit: str | None, said: Strength, left: Strength
) -> None:
    policy = Policy(overrides={"a-rule": RuleOverride(at_most=limit)})
    assert adjusted(signal(Family.ROUTING, said), policy).strength is left


def test_an_administrator_may_count_a_rule_in_another_family() -> None:
    policy = Policy(overrides={"a-rule": RuleOverride(family="text")})
    assert adjusted(signal(Family.ROUTING, P), policy).family is Family.TEXT
    untouched = Policy(overrides={"another": RuleOverride(at_most="hint", family="text")})
    assert adjusted(signal(Family.ROUTING, P), untouched) == signal(Family.ROUTING, P)


def test_the_reckoning_says_what_counts_and_which_caps_apply() -> None:
    told = weighed([signal(Family.ROUTING, S), signal(Family.ROUTING, P)], Policy())
    assert [(part.weight, part.counts) for part in told.parts] == [(0.55, False), (0.90, True)]
    assert (told.value, told.combined, told.caps) == (0.90, 0.90, ())
    lone = weighed([signal(Family.TEXT, S), signal(Family.TRAFFIC, H)], Policy())
    assert (lone.value, lone.combined) == (0.35, 0.6175)
    assert lone.caps == (Cap.UNCORROBORATED, Cap.WEAK_FAMILIES)


def test_nothing_is_ever_certain_however_much_confirms_it() -> None:
    everything = [signal(family, P) for family in Family]
    told = weighed(everything, Policy())
    assert told.value == told.combined == 0.9999


def test_of_two_that_are_as_strong_the_first_counts() -> None:
    told = weighed([signal(Family.ROUTING, S), signal(Family.ROUTING, S)], Policy())
    assert [part.counts for part in told.parts] == [True, False]


def test_what_is_just_as_sure_as_a_cap_allows_is_not_capped() -> None:
    policy = Policy(
        weights=Weights(proof=0.9, strong=0.5, hint=0.25),
        caps=Caps(uncorroborated=0.5, weak_families=0.25, weak=frozenset({"text"})),
    )
    assert weighed([signal(Family.ROUTING, S)], policy).caps == ()
    assert weighed([signal(Family.TEXT, H)], policy).caps == ()
    capped = weighed([signal(Family.TEXT, S)], policy)
    assert [str(cap) for cap in capped.caps] == ["weak_families"]
    twice = weighed([signal(Family.ROUTING, S), signal(Family.LAYER_2, H)], policy)
    assert [str(cap) for cap in twice.caps] == ["uncorroborated"]


def test_the_bands_begin_with_their_numbers_and_nothing_unconfirmed_is_proof() -> None:
    policy = Policy(
        weights=Weights(proof=0.75, strong=0.5, hint=0.25),
        bands=Bands(indicated=0.5, proof=0.75),
        caps=Caps(uncorroborated=0.95),
    )
    assert sure((Family.ROUTING, P), policy=policy) == (0.75, Band.PROOF)
    assert sure((Family.ROUTING, S), policy=policy) == (0.5, Band.INDICATED)
    hints = [(family, H) for family in Family if family not in WEAK]
    value, band = sure((Family.ROUTING, S), *hints[1:], policy=policy)
    assert value >= 0.75
    assert band is Band.INDICATED

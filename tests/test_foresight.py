"""What another registry or other weights would say of what was last seen."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from monitor.covering import Covering
from monitor.foresight import Measure, Outlook, changes, link_changes, outlook
from monitor.model.declared import Device
from monitor.model.finding import Verdict
from monitor.model.known import Known, counters_of
from monitor.model.memory import Day, Memory
from monitor.model.observation import Interface
from monitor.model.outlook import Change, Standing
from monitor.model.policy import Policy, RuleOverride
from monitor.model.privacy import HostNames, Privacy
from monitor.model.reading import Observation
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from monitor.model.verdict import Word
from monitor.rules import rules
from tests.scenes import (
    CITY,
    DAY,
    NOW_S,
    ONT_MAC,
    R1,
    REGISTRY,
    SWITCH,
    World,
    arp,
    bgp,
    circuit,
    default,
    learnt_mac,
    neighbour,
    own,
    port,
    usage_of,
    waiver,
)

WAN1 = (port(1, "wan1"), own("10.0.0.9/24", 1), default("10.0.0.1", 1))
FOREIGN = (port(2, "wan2"), own("203.0.113.9/24", 2), default("203.0.113.1", 2))
KEY = "puskesmas|foreign_uplink|r1/wan2"
R1_KNOWN = {"r1": Known(latest=CITY.snapshot(*WAN1, *FOREIGN))}
NOTHING_NEW = Covering(REGISTRY, REGISTRY)
WAIVED = waiver(Subject(interface="wan2"))


def measured(registry: Registry = REGISTRY, policy: Policy | None = None) -> Measure:
    return Measure(registry, policy or Policy(), tuple(rules().values()), DAY)


def looked(
    known: Mapping[str, Known] = R1_KNOWN,
    measure: Measure | None = None,
    rejections: Mapping[str, Verdict] | None = None,
) -> Outlook:
    return outlook(known, measure or measured(), rejections or {})


def differing(new: Registry = REGISTRY, policy: Policy | None = None) -> list[tuple[str, Change]]:
    found = changes(looked(), looked(measure=measured(new, policy)), Covering(REGISTRY, new))
    return [(one.what, one) for one in found]


def test_the_same_registry_changes_nothing() -> None:
    before = looked()
    assert before.standings == {KEY: Standing.PROOF}
    assert changes(before, looked(), NOTHING_NEW) == ()
    assert link_changes(before, looked(), NOTHING_NEW) == ()


def test_a_circuit_that_is_entered_clears_and_one_that_is_left_out_flags() -> None:
    entered = CITY.declaring(circuits=(circuit(Subject(interface="wan2")),)).registry
    [(what, change)] = differing(entered)
    assert (what, change.before, change.after) == ("cleared", Standing.PROOF, Standing.NOTHING)
    assert change.case.key == KEY
    with_circuit = looked(measure=measured(entered))
    [back] = changes(with_circuit, looked(), NOTHING_NEW)
    assert (back.what, back.before, back.after) == ("flagged", Standing.NOTHING, Standing.PROOF)
    [link] = link_changes(looked(), with_circuit, NOTHING_NEW)
    assert link.before is not None
    assert link.after is not None
    assert (link.device, link.name) == ("r1", "wan2")
    assert (link.before.status, link.after.status) == ("foreign", "kominfo")


def test_a_waiver_exempts() -> None:
    [(what, change)] = differing(CITY.declaring(waivers=(WAIVED,)).registry)
    assert (what, change.after) == ("cleared", Standing.EXEMPT)
    assert change.case.waiver == "555/17"


def test_a_waiver_that_is_over_on_that_day_exempts_nothing() -> None:
    over = replace(WAIVED, valid_until=DAY.replace(year=2025), valid_from=DAY.replace(year=2024))
    assert differing(CITY.declaring(waivers=(over,)).registry) == []


def test_weights_make_it_weaker_and_stronger() -> None:
    overrides = {
        rule.id: RuleOverride(at_most="strong") for rule in rules().values() if rule.number < 5
    }
    weak = Policy(overrides={**overrides, "foreign-public-address": RuleOverride(at_most="hint")})
    [(what, change)] = differing(policy=weak)
    assert (what, change.before, change.after) == ("weaker", Standing.PROOF, Standing.INDICATED)
    [back] = changes(looked(measure=measured(policy=weak)), looked(), NOTHING_NEW)
    assert back.what == "stronger"


def test_a_rule_that_is_switched_off_is_not_asked() -> None:
    off = Policy(disabled_rules=frozenset(rule.id for rule in rules().values()))
    [(what, change)] = differing(policy=off)
    assert (what, change.after) == ("cleared", Standing.NOTHING)


def test_a_hint_is_a_note_and_its_change_is_told_last() -> None:
    box = arp("10.20.5.254", ONT_MAC, 3)
    lan = (port(3, "br-lan"), own("10.20.5.1/24", 3), box)
    seen = {"r1": Known(latest=CITY.snapshot(*WAN1, *FOREIGN, *lan))}
    off = Policy(disabled_rules=frozenset({"cpe-on-lan", *(r.id for r in rules().values())}))
    found = changes(looked(seen), looked(seen, measured(policy=off)), NOTHING_NEW)
    assert [(one.what, one.before) for one in found] == [
        ("cleared", Standing.PROOF),
        ("changed", Standing.NOTE),
    ]


def test_what_a_person_rejected_would_not_be_flagged_until_more_is_seen() -> None:
    pattern = looked().cases[KEY].pattern
    word = Verdict(word=Word.REJECTED, who="Sari", note="ours", time_s=NOW_S, pattern=pattern)
    assert looked(rejections={KEY: word}).standings == {KEY: Standing.REJECTED}
    more = {"r1": Known(latest=CITY.snapshot(*WAN1, *FOREIGN, bgp("203.0.113.1", 7713)))}
    assert looked(more, rejections={KEY: word}).standings == {KEY: Standing.PROOF}


def test_a_device_that_was_not_read_or_has_another_address_is_unseen() -> None:
    others = {device.name for device in REGISTRY.devices.values()} - {"r1"}
    assert set(looked().unseen) == others
    moved = {**REGISTRY.devices, "r1": replace(R1, address="10.20.0.77")}
    found = looked(measure=measured(CITY.declaring(devices=moved).registry))
    assert "r1" in found.unseen
    assert found.standings == {}
    unpolled = {"r1": replace(R1, poll=False)}
    assert looked(measure=measured(CITY.declaring(devices=unpolled).registry)).unseen == []


def test_what_other_devices_of_the_site_show_is_known() -> None:
    line = (port(8, "metro6"), own("10.6.6.2/30", 8))
    days = [*(Day(1.0, 1.0, 90_000.0, 0) for _ in range(9)), *(Day(0.01, 1.0, 900.0, 0),) * 5]
    past = Memory(usages={"metro6": usage_of(*days)})
    at_switch = World(device=SWITCH).snapshot(port(9, "lan9"), learnt_mac(ONT_MAC, 9))
    r1 = {"r1": Known(latest=CITY.snapshot(*line), memory=past)}
    both = {**r1, "sw1": Known(latest=at_switch)}
    measure = measured(CITY.declaring(circuits=(circuit(Subject(interface="metro6")),)).registry)
    key = "puskesmas|silent_bypass|r1/metro6"
    assert looked(r1, measure).standings == {key: Standing.NOTE}
    assert looked(both, measure).standings[key] is Standing.INDICATED


def counted(octets: int) -> tuple[Observation, ...]:
    tunnel = port(4, "wg0", type=131, in_octets=octets, out_octets=0, counter_bits=64)
    return (tunnel, own("172.30.0.2/30", 4), port(5, "lan", in_octets=octets, counter_bits=64))


@pytest.mark.parametrize(("before", "standing"), [(0, "indicated"), (899_999, "note")])
def test_traffic_since_the_reading_before_counts(before: int, standing: str) -> None:
    earlier = CITY.snapshot(*counted(before), time_s=NOW_S - 60)
    now = CITY.snapshot(*counted(900_000))
    counters = counters_of(earlier, CITY.links(*counted(before)))
    seen = {"r1": Known(latest=now, previous=counters)}
    assert list(looked(seen).standings.values()) == [standing]


def test_only_the_counters_of_lines_are_kept() -> None:
    earlier = CITY.snapshot(*counted(5), *FOREIGN)
    kept = counters_of(earlier, CITY.links(*counted(5)))
    assert [one.name for one in kept.interfaces] == ["wg0"]
    assert (kept.addresses, kept.routes) == ((), ())
    assert kept.status_of(Interface) == "absent"


def test_a_device_declared_by_its_host_name_is_the_one_that_was_asked() -> None:
    devices = {**REGISTRY.devices, "r1": replace(R1, address="r1.dinkes.go.id")}
    found = looked(measure=measured(CITY.declaring(devices=devices).registry))
    assert "r1" not in found.unseen
    assert found.standings == {KEY: Standing.PROOF}


@pytest.mark.parametrize("gone", [{}, {"r1": replace(R1, poll=False)}])
def test_what_nobody_would_look_at_any_more_is_frozen_and_not_cleared(
    gone: dict[str, Device],
) -> None:
    without = measured(CITY.declaring(devices=gone).registry)
    before, after = looked(), looked(measure=without)
    [change] = changes(before, after, NOTHING_NEW)
    assert (change.what, change.after) == ("frozen", Standing.FROZEN)
    assert link_changes(before, after, NOTHING_NEW) == ()


def test_what_the_city_hides_is_hidden_here_too() -> None:
    box = neighbour(1, mac=ONT_MAC, sys_name="PC-BUDI")
    line = (port(1, "br-lan"), own("10.20.0.1/24", 1))
    seen = {"r1": Known(latest=CITY.snapshot(*line, box))}
    privacy = Privacy(host_names=HostNames.HIDE)
    hidden = looked(seen, replace(measured(), privacy=privacy)).cases.values()
    shown = looked(seen).cases.values()
    assert any("PC-BUDI" in case.text.en for case in shown)
    assert hidden
    assert not any("PC-BUDI" in case.text.en + case.text.id for case in hidden)

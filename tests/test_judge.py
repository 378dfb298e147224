"""What is said of a link: its status in the order of the law, cases, and what nobody could see."""

from dataclasses import replace
from datetime import date
from ipaddress import ip_address

import pytest

from monitor.judge import judge, published
from monitor.model.declared import Waiver
from monitor.model.finding import Band, Case, FindingKind, Signal, Strength
from monitor.model.link import LinkStatus
from monitor.model.memory import Day, Memory
from monitor.model.observation import Address, ArpEntry, BgpPeer, Interface, Neighbour, Route
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rule import Scene
from monitor.rules import rules
from tests.scenes import (
    CITY,
    GATEWAY_MAC,
    NOW_S,
    ONT_MAC,
    REGISTRY,
    SWITCH,
    World,
    arp,
    bgp,
    case_of,
    circuit,
    default,
    learnt_mac,
    link_named,
    neighbour,
    own,
    port,
    usage_of,
    waiver,
)

WAN = port(1, "ether1", alias="Telkom 100M")
FOREIGN = (WAN, own("203.0.113.2/30", 1), default("203.0.113.1", 1))
PLANNED = (WAN, own("10.0.0.6/29", 1), default("10.0.0.1", 1), arp("10.0.0.1", GATEWAY_MAC, 1))
THIS = Subject(device="r1", interface="ether1")


def status(*seen: Observation, world: World = CITY, name: str = "ether1") -> LinkStatus:
    return link_named(world.judged(*seen), name).status


def test_foreign_evidence_makes_a_link_foreign() -> None:
    assert status(*FOREIGN) is LinkStatus.FOREIGN


def test_the_plan_with_a_witness_makes_it_the_citys() -> None:
    assert status(*PLANNED) is LinkStatus.KOMINFO


def test_the_plan_without_a_witness_is_unknown() -> None:
    assert status(WAN, own("10.0.0.6/29", 1), default("10.0.0.5", 1)) is LinkStatus.UNKNOWN


def test_a_circuit_goes_before_foreign_evidence() -> None:
    world = CITY.declaring(circuits=(circuit(THIS),))
    assert status(*FOREIGN, world=world) is LinkStatus.KOMINFO
    assert world.judged(*FOREIGN).cases == ()


def test_a_waiver_goes_before_everything_and_hides_nothing() -> None:
    waived = CITY.declaring(waivers=(waiver(THIS),))
    judgement = waived.judged(*FOREIGN)
    assert link_named(judgement, "ether1").status is LinkStatus.EXEMPT
    case = case_of(judgement, "ether1")
    assert case.waiver == "555/17"
    assert case.signals == case_of(CITY.judged(*FOREIGN), "ether1").signals
    both = waived.declaring(circuits=(circuit(THIS),))
    assert status(*FOREIGN, world=both) is LinkStatus.EXEMPT


@pytest.mark.parametrize(
    "paper",
    [
        waiver(THIS, valid_until=date(2026, 5, 11)),
        waiver(THIS, valid_from=date(2026, 5, 13)),
        waiver(THIS, site="rsud"),
        waiver(THIS, "foreign_neighbour", "foreign_server"),
        waiver(Subject(device="r1", interface="ether2")),
        waiver(Subject()),
    ],
)
def test_a_waiver_exempts_only_its_time_site_kind_and_subject(paper: Waiver) -> None:
    world = CITY.declaring(waivers=(paper,))
    judgement = world.judged(*FOREIGN)
    assert link_named(judgement, "ether1").status is LinkStatus.FOREIGN
    assert case_of(judgement, "ether1").waiver == ""


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (date(2026, 5, 12), LinkStatus.KOMINFO),
        (date(2026, 5, 11), LinkStatus.UNKNOWN),
        (date(2026, 4, 12), LinkStatus.UNKNOWN),
        (date(2026, 4, 11), LinkStatus.FOREIGN),
    ],
    ids=["runs", "ended yesterday", "ended a month ago", "ended before"],
)
def test_a_line_whose_contract_ended_is_unknown_for_a_month(
    ended: date, expected: LinkStatus
) -> None:
    """Papers are renewed late: the line is the city's no more, and nobody hid it."""
    world = CITY.declaring(circuits=(circuit(THIS, valid_until=ended),))
    assert status(*FOREIGN, world=world) is expected
    [link] = world.judged(*FOREIGN).links
    assert link.ended_contract == ("K-1" if expected is LinkStatus.UNKNOWN else "")


def test_a_waiver_for_one_line_leaves_another_foreign() -> None:
    world = CITY.declaring(waivers=(waiver(THIS),))
    lte = (port(2, "lte1", type=243), default(None, 2))
    assert status(*FOREIGN, *lte, world=world, name="lte1") is LinkStatus.FOREIGN


def test_a_usual_home_routers_address_alone_is_unknown() -> None:
    seen = (WAN, own("192.168.1.2/24", 1), default("192.168.1.1", 1))
    judgement = World().judged(*seen)
    assert link_named(judgement, "ether1").status is LinkStatus.UNKNOWN
    case = case_of(judgement, "ether1")
    assert (case.strength, case.band) == (Strength.HINT, Band.NOTE)


def test_a_lan_behind_nat_that_nobody_declared_is_unknown_and_accused_of_nothing() -> None:
    lan = (port(2, "bridge-lan"), own("192.168.1.1/24", 2), arp("192.168.1.57", ONT_MAC, 2))
    judgement = CITY.judged(*PLANNED, *lan)
    assert link_named(judgement, "bridge-lan").status is LinkStatus.UNKNOWN
    assert judgement.cases == ()


def test_a_second_private_way_out_beside_the_citys_is_indicated() -> None:
    second = (port(2, "ether2"), own("192.168.1.2/24", 2), default("192.168.1.1", 2))
    case = case_of(CITY.judged(*PLANNED, *second), "ether2")
    assert case.rules == {"foreign-next-hop", "several-default-routes"}
    assert (round(case.confidence, 6), case.band) == (0.55, Band.INDICATED)


def test_a_session_with_the_citys_own_as_accuses_nobody() -> None:
    assert CITY.judged(WAN, own("10.0.0.6/29", 1), bgp("10.0.0.5", 64512)).cases == ()
    assert CITY.judged(bgp("192.0.2.1", 64512)).cases == ()


def test_routeros_with_an_indihome_line_is_technical_proof() -> None:
    seen = (
        *PLANNED, port(9, "pppoe-out1", type=23, alias="indihome"), own("203.0.113.9/32", 9),
        default("203.0.113.1", 9),
    )  # fmt: skip
    case = case_of(CITY.judged(*seen), "pppoe-out1")
    assert case.band is Band.PROOF
    assert case.rules == {
        "foreign-next-hop", "several-default-routes", "foreign-public-address", "ppp-client",
        "provider-name",
    }  # fmt: skip
    assert case.key == "puskesmas|foreign_uplink|r1/pppoe-out1"


def test_openwrt_with_a_planned_wan_and_ports_in_a_bridge_is_the_citys() -> None:
    seen = (
        port(1, "lo", type=24), own("127.0.0.1/8", 1), port(2, "eth0"), port(3, "eth0.1"),
        port(4, "eth0.2"), own("10.0.0.6/29", 4), default("10.0.0.1", 4),
        arp("10.0.0.1", GATEWAY_MAC, 4), port(5, "br-lan"), own("10.20.5.1/24", 5),
        own("fe80::1/64", 5), arp("10.20.5.77", ONT_MAC, 5),
    )  # fmt: skip
    judgement = CITY.judged(*seen)
    assert {link.name: link.status for link in judgement.links} == {"eth0.2": LinkStatus.KOMINFO}
    assert judgement.cases == ()


def test_hints_never_make_a_link_foreign_by_themselves() -> None:
    tunnel = (port(4, "wg0", type=131), own("172.30.0.2/30", 4))
    judgement = CITY.judged(*PLANNED, *tunnel)
    assert link_named(judgement, "wg0").status is LinkStatus.UNKNOWN
    assert case_of(judgement, "wg0").band is Band.NOTE


KINDS = {
    "foreign-next-hop": Route,
    "foreign-public-address": Address,
    "ppp-client": Interface,
    "unregistered-neighbour": Neighbour,
    "foreign-bgp-peer": BgpPeer,
}


@pytest.mark.parametrize("rule", KINDS)
@pytest.mark.parametrize("how", [TableStatus.REFUSED, TableStatus.INCOMPLETE, TableStatus.ABSENT])
def test_a_rule_that_could_not_look_is_inconclusive_and_says_why(
    rule: str, how: TableStatus
) -> None:
    judgement = World(unread={KINDS[rule]: how}).judged()
    assert judgement.inconclusive[rule] == f"{KINDS[rule].__name__} {how}"
    assert rule not in judgement.seen


ON_LINKS = [name for name, rule in rules().items() if Interface in rule.needs]


@pytest.mark.parametrize("rule", ON_LINKS)
@pytest.mark.parametrize("how", [TableStatus.REFUSED, TableStatus.INCOMPLETE])
def test_without_interfaces_no_silence_means_anything(rule: str, how: TableStatus) -> None:
    judgement = World(unread={Interface: how}).judged(own("203.0.113.2/30", 1))
    assert rule in judgement.inconclusive
    assert not judgement.seen & set(ON_LINKS)


@pytest.mark.parametrize("rule", ["ppp-client", "unapproved-tunnel", "carrier-nat-address"])
def test_lines_known_by_their_address_are_not_clean_where_addresses_were_not_read(
    rule: str,
) -> None:
    lines = (port(1, "pppoe-out1", type=23), port(2, "wg0", type=131))
    judgement = World(unread={Address: TableStatus.REFUSED}).judged(*lines)
    assert judgement.signals == ()
    assert rule in judgement.inconclusive


def test_signals_on_what_was_read_still_count() -> None:
    world = World(unread={Route: TableStatus.INCOMPLETE, ArpEntry: TableStatus.REFUSED})
    judgement = world.judged(*FOREIGN)
    assert "foreign-next-hop" in case_of(judgement, "ether1").rules
    assert "foreign-next-hop" in judgement.inconclusive
    assert "foreign-next-hop" not in judgement.seen
    assert link_named(judgement, "ether1").status is LinkStatus.FOREIGN


def test_only_readings_of_this_very_poll_count_as_seen() -> None:
    judgement = CITY.judged(*FOREIGN, fresh=frozenset({"Interface", "Route"}))
    assert "foreign-next-hop" in judgement.seen
    assert not {"foreign-public-address", "unregistered-neighbour"} & judgement.seen
    assert dict(judgement.inconclusive) == {}


def test_a_rule_that_is_switched_off_is_neither_seen_nor_inconclusive() -> None:
    world = World(policy=Policy(disabled_rules=frozenset({"foreign-next-hop"})))
    judgement = world.judged(*FOREIGN)
    assert "foreign-next-hop" not in judgement.seen | judgement.inconclusive.keys()
    assert "foreign-next-hop" not in case_of(judgement, "ether1").rules


def test_a_neighbour_is_one_finding_for_the_whole_site() -> None:
    stranger = (port(2, "bridge-lan"), own("10.20.0.1/24", 2), neighbour(2, mac=ONT_MAC))
    case = case_of(CITY.judged(*stranger), ONT_MAC)
    assert case.kind is FindingKind.FOREIGN_NEIGHBOUR
    assert case.key == f"puskesmas|foreign_neighbour|{ONT_MAC}"


def test_the_key_of_a_case_bears_no_address_and_no_number_of_an_interface() -> None:
    moved = (replace(WAN, index=77), own("203.0.113.130/26", 77), default("203.0.113.129", 77))
    before, after = (case_of(CITY.judged(*seen), "ether1").key for seen in (FOREIGN, moved))
    assert before == after == "puskesmas|foreign_uplink|r1/ether1"


@pytest.mark.parametrize("name", ["Puskesmas {0}", "{", "{x.__class__}", "RS {}", "}"])
def test_braces_in_names_are_letters(name: str) -> None:
    sites = {"puskesmas": replace(REGISTRY.sites["puskesmas"], name=name)}
    world = CITY.declaring(sites=sites)
    case = case_of(world.judged(port(1, "{0}{x}"), default("203.0.113.1", 1)), "{0}{x}")
    assert case.text.en.startswith(f"{name}: {{0}}{{x}} on r1 is not on the Kominfo network: ")
    assert case.text.id.startswith(f"{name}: {{0}}{{x}} pada r1 di luar jaringan Kominfo: ")


def test_a_sentence_tells_five_signals_and_how_many_more() -> None:
    hops = [default(f"203.0.113.{last}", 1) for last in range(1, 10)]
    case = case_of(CITY.judged(port(1, "ether1"), *hops), "ether1")
    assert len(case.signals) == 9
    assert case.text.en.endswith("; and 4 more.")
    assert case.text.id.endswith("; dan 4 lagi.")


def test_a_link_is_shown_foreign_only_once_that_is_said() -> None:
    links = CITY.judged(*FOREIGN, port(2, "lte1", type=243), default(None, 2)).links
    shown = {link.name: link.status for link in published(links, {"lte1"})}
    assert shown == {"ether1": LinkStatus.UNKNOWN, "lte1": LinkStatus.FOREIGN}
    others = CITY.judged(*PLANNED).links
    assert published(others, set()) == others


def test_next_hops_are_told_once() -> None:
    twice = (default("203.0.113.1", 1), default("203.0.113.1", 1, protocol="dhcp"))
    assert link_named(CITY.judged(WAN, *twice), "ether1").next_hops == (ip_address("203.0.113.1"),)


def test_a_case_says_whose_it_is_where_and_what_ends_there() -> None:
    seen = (*FOREIGN, arp("203.0.113.1", ONT_MAC, 1), neighbour(1, mac="00:00:0c:00:00:09"))
    judgement = CITY.judged(*seen)
    assert (judgement.device, judgement.time_s) == ("r1", NOW_S)
    case = case_of(judgement, "ether1")
    assert (case.agency, case.site, case.device) == ("dinkes", "puskesmas", "r1")
    assert (case.link, case.waiver, case.waiver_until) == ("ether1", "", None)
    assert case.macs == {ONT_MAC, "00:00:0c:00:00:09"}
    exempt = case_of(CITY.declaring(waivers=(waiver(THIS),)).judged(*seen), "ether1")
    assert (exempt.waiver, exempt.waiver_until) == ("555/17", date(2026, 12, 31))


def test_the_strongest_signal_stands_first() -> None:
    case = case_of(CITY.judged(port(1, "ether1", alias="Telkom"), *FOREIGN[1:]), "ether1")
    order = [list(Strength).index(signal.strength) for signal in case.signals]
    assert order == sorted(order)
    assert case.signals[0].strength is Strength.PROOF


def _failing(scene: Scene) -> list[Signal]:
    raise ZeroDivisionError("by nothing")


def test_a_rule_that_fails_is_told_and_the_others_go_on() -> None:
    broken = replace(rules()["foreign-next-hop"], check=_failing)
    after = rules()["foreign-public-address"]
    judgement = judge(CITY.snapshot(*FOREIGN), CITY.whose, Policy(), [broken, after], fresh=None)
    assert judgement.errors == {"foreign-next-hop": "ZeroDivisionError: by nothing"}
    assert judgement.inconclusive == {"foreign-next-hop": "ZeroDivisionError: by nothing"}
    assert judgement.ran == {"foreign-next-hop", "foreign-public-address"}
    assert judgement.seen == {"foreign-public-address"}
    assert case_of(judgement, "ether1").rules == {"foreign-public-address"}


BYPASS_DAYS = [*(Day(1.0, 1.0, 90_000.0, 0) for _ in range(9)), *(Day(0.01, 1.0, 900.0, 0),) * 5]
BYPASSED = replace(
    CITY.declaring(circuits=(circuit(THIS),)),
    past=Memory(usages={"ether1": usage_of(*BYPASS_DAYS)}),
)
LINE = (WAN, own("10.6.6.2/30", 1))


def _bypass(world: World, *seen: Observation) -> Case:
    [case] = [c for c in world.judged(*LINE, *seen).cases if c.kind is FindingKind.SILENT_BYPASS]
    return case


def test_a_box_of_the_site_supports_a_silent_bypass_as_a_hint() -> None:
    alone = _bypass(BYPASSED)
    assert {signal.family for signal in alone.signals} == {"traffic"}
    at_switch = World(device=SWITCH).judged(port(9, "lan9"), learnt_mac(ONT_MAC, 9)).cases
    supported = _bypass(replace(BYPASSED, nearby=at_switch))
    [other] = [signal for signal in supported.signals if signal.family == "layer-2"]
    assert (other.rule, other.strength) == ("router-behind-port", Strength.HINT)
    assert (other.kind, other.subject, other.link) == (
        FindingKind.SILENT_BYPASS, "ether1", "ether1",
    )  # fmt: skip
    assert supported.confidence > alone.confidence


def test_a_second_line_of_the_device_supports_it_and_names_and_servers_do_not() -> None:
    line = (port(5, "ether5"), own("203.0.113.9/30", 5), default("203.0.113.10", 5))
    assert {one.family for one in _bypass(BYPASSED, *line).signals} >= {"routing", "addressing"}
    named = (port(6, "ether6", alias="Telkom"), own("192.168.7.2/24", 6))
    server = port(7, "vmbr0")
    assert {one.family for one in _bypass(BYPASSED, *named, server).signals} == {"traffic"}


@pytest.mark.parametrize(
    ("at_most", "strength"),
    [("hint", Strength.HINT), ("strong", Strength.STRONG), ("proof", Strength.PROOF)],
)
def test_an_administrator_limits_how_strong_a_rule_is(at_most: str, strength: Strength) -> None:
    policy = Policy(overrides={"foreign-next-hop": RuleOverride(at_most=at_most)})
    case = case_of(replace(CITY, policy=policy).judged(*FOREIGN), "ether1")
    strengths = {signal.rule: signal.strength for signal in case.signals}
    assert strengths["foreign-next-hop"] is strength
    assert strengths["foreign-public-address"] is Strength.PROOF


def test_a_limit_makes_nothing_stronger_and_another_family_is_the_administrators_too() -> None:
    policy = Policy(overrides={"provider-name": RuleOverride(at_most="proof", family="lifecycle")})
    seen = (port(1, "ether1", alias="Telkom"), *FOREIGN[1:])
    case = case_of(replace(CITY, policy=policy).judged(*seen), "ether1")
    [name] = [signal for signal in case.signals if signal.rule == "provider-name"]
    assert (name.strength, name.family) == (Strength.HINT, "lifecycle")

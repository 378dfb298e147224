"""What holds for all rules: how they are found, documented and told, and what they never do."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from types import ModuleType

import pytest

import monitor.rules as package
from monitor.model.declared import Device, DeviceRole
from monitor.model.finding import Family
from monitor.model.medium import Medium
from monitor.model.memory import Day, Ends, Memory
from monitor.model.observation import Address, Identity, Interface, Refusal
from monitor.model.policy import Policy
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rule import Rule
from monitor.rules import HEADINGS, documentation, explanation, rules
from tests.scenes import (
    BORDER,
    CITY,
    CORE,
    CORE_MAC,
    ONT_MAC,
    SERVER_MAC,
    World,
    arp,
    bgp,
    circuit,
    default,
    learnt,
    learnt_mac,
    listener,
    neighbour,
    ospf,
    own,
    port,
    process,
    usage_of,
)

ALL = list(rules().values())
ABOUT_LINES = [rule for rule in ALL if rule.family is not Family.SERVER]
EVERYTHING_FOREIGN = (
    port(1, "pppoe-out1", type=23, alias="Indihome"),
    own("203.0.113.9/32", 1),
    default("203.0.113.1", 1, protocol="netmgmt"),
    bgp("203.0.113.9", 7713),
    port(2, "lte1", type=243),
    own("100.64.0.9/10", 2),
    default(None, 2),
    port(3, "vdsl0", type=97),
    port(4, "wg0", type=131),
    own("172.30.0.2/30", 4),
    port(5, "ether5"),
    own("192.168.77.2/24", 5),
    neighbour(5, mac=ONT_MAC),
    arp("192.168.77.1", ONT_MAC, 5),
    arp("203.0.113.1", ONT_MAC, 1),
    own("192.168.78.33/24", 5, origin="dhcp"),
    ospf("192.168.77.9", "192.168.77.9"),
    Identity(serial="B2", rows=port(9).rows),
    Refusal(reason="authentication", detail="wrong digest", rows=port(9).rows),
    port(8, "metro6"),
    own("10.6.6.2/30", 8),
    port(6, "wlan1", type=71, ssid="KOPI-2"),
    own("192.168.88.2/24", 6),
    learnt_mac(ONT_MAC, 5),
    port(7, "vmbr0"),
    learnt_mac(SERVER_MAC, 7),
    listener(5432),
    listener(25),
    process("postgres", 1),
    process("master", 2),
    port(10, "ether10", in_octets=9_000_000, out_octets=900_000, counter_bits=64),
    own("192.168.99.7/24", 10),
    arp("192.168.99.1", ONT_MAC, 10),
)
CARRIED = port(10, "ether10", in_octets=1_000_000, out_octets=90_000, counter_bits=64)
BYPASSED = [*(Day(1.0, 1.0, 90_000.0, 9) for _ in range(9)), *(Day(0.01, 1.0, 900.0, 9),) * 5]
FOREIGN = World(
    policy=Policy(expected_routing=frozenset({"ospf"})),
    before=(CARRIED,),
    past=Memory(identity={"serial": "A1"}, answered=True, usages={"metro6": usage_of(*BYPASSED)}),
).declaring(circuits=(circuit(Subject(interface="metro6")),))


SHOWN_BEFORE = replace(
    FOREIGN,
    past=replace(FOREIGN.past, shown=frozenset({"Address"})),
    unread={Address: TableStatus.WITHHELD},
)
"""A device cannot show foreign addresses and keep back all it has at once."""


SCENES = {
    "withheld-tables": SHOWN_BEFORE,
    "changed-line": FOREIGN.declaring(
        circuits=(circuit(Subject(interface="vdsl0"), medium=Medium.ETHERNET),)
    ),
    "doubled-identity": replace(FOREIGN, inventory=learnt((CORE, (Identity(serial="B2"),)))),
    "unmet-gateway": replace(
        FOREIGN,
        inventory=learnt((CORE, (arp("10.0.0.6", SERVER_MAC, 1),))),
        past=Memory(met={"ether10": "core"}),
    ),
    "unequal-ends": replace(
        FOREIGN,
        past=Memory(
            ends={"metro6": Ends(other="core", since_s=0, last_s=0, agreed=True, apart=0.2)}
        ),
    ),
    "left-out-line": replace(
        FOREIGN, inventory=learnt((CORE, (neighbour(1, "203.0.113.9", port_id="ether7"),)))
    ),
}


def scene_of(rule: Rule) -> World:
    return SCENES.get(rule.id, FOREIGN)


def test_every_module_is_a_rule_and_every_rule_has_a_test() -> None:
    names = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - {"__init__"}
    tested = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert {rule.replace("-", "_") for rule in rules()} == names
    assert names <= tested


def test_rules_come_in_the_order_of_the_catalogue() -> None:
    numbers = [rule.number for rule in ALL]
    assert numbers == sorted(set(numbers))


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules count as rules, while the test runs."""
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    before = set(sys.modules)
    rules.cache_clear()
    yield tmp_path
    rules.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith("monitor.rules."):
            del sys.modules[name]


@pytest.mark.parametrize("text", ["", "RULE = None", "RULE = 'foreign-next-hop'"])
def test_a_module_without_a_rule_stops_the_start(another: Path, text: str) -> None:
    (another / "no_rule.py").write_text(text)
    with pytest.raises(TypeError, match="no_rule has no constant RULE"):
        rules()


def test_a_rule_that_is_called_unlike_its_file_stops_the_start(another: Path) -> None:
    (another / "other_name.py").write_text("from monitor.rules.access_line import RULE")
    with pytest.raises(ValueError, match="other_name declares the id access-line"):
        rules()


def test_a_rule_is_added_by_adding_its_file(another: Path) -> None:
    (another / "new_rule.py").write_text(
        "from dataclasses import replace\n"
        "from monitor.rules.access_line import RULE as OTHER\n"
        "RULE = replace(OTHER, id='new-rule', number=99)\n"
    )
    assert list(rules()) == [*(rule.id for rule in ALL), "new-rule"]


def module_of(rule: Rule) -> ModuleType:
    return import_module(f"monitor.rules.{rule.id.replace('-', '_')}")


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_its_documentation_says_why_when_it_lies_and_what_clears_it(rule: Rule) -> None:
    text = documentation(rule)
    assert text == (module_of(rule).__doc__ or "").strip()
    heads = [text.index(head) for head in ("Why it matters:", "Lies when:", "Clears when:")]
    assert heads == sorted(heads)
    assert heads[0] > 0


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_what_it_tells_of_a_link_hangs_on_interfaces_being_read(rule: Rule) -> None:
    """Without interfaces there are no links, and silence about them would clear findings."""
    is_about_links = any(signal.link for signal in FOREIGN.spoken(rule, *EVERYTHING_FOREIGN))
    assert Interface in rule.needs or not is_about_links


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_it_does_not_look_at_the_core_and_the_border(rule: Rule) -> None:
    assert not rule.roles & {DeviceRole.CORE, DeviceRole.BORDER}
    assert DeviceRole.ROUTER in rule.roles


@pytest.mark.parametrize("device", [CORE, BORDER])
def test_nothing_is_said_of_the_core_and_the_border(device: Device) -> None:
    judgement = World(device=device).judged(*EVERYTHING_FOREIGN)
    assert (judgement.signals, dict(judgement.inconclusive), judgement.seen) == (
        (),
        {},
        frozenset(),
    )


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_it_speaks_in_both_languages_with_evidence(rule: Rule) -> None:
    said = scene_of(rule).spoken(rule, *EVERYTHING_FOREIGN)
    assert said, f"{rule.id} finds nothing foreign in a scene where everything is"
    for signal in said:
        assert (signal.rule, signal.family) == (rule.id, rule.family)
        assert signal.evidence
        assert signal.text.en != signal.text.id
        assert signal.text.in_language("id") == signal.text.id
        assert all("None" not in text for text in (signal.text.en, signal.text.id))


def accounted(*interfaces: str) -> World:
    subjects = (Subject(device="r1", interface=name) for name in interfaces)
    return CITY.declaring(circuits=(circuit(*subjects),))


@pytest.mark.parametrize("rule", ABOUT_LINES, ids=lambda rule: rule.id)
def test_it_says_nothing_of_what_the_contract_register_accounts_for(rule: Rule) -> None:
    world = accounted("pppoe-out1", "lte1", "vdsl0", "wg0", "ether5", "wlan1", "ether10")
    assert world.spoken(rule, *EVERYTHING_FOREIGN) == ()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "line", [port(1, "ether1", alias="Telkom"), port(1, "wg0", type=131), port(1, "ppp0", type=23),
             port(1, "lte1", type=243), port(1, "onu1", type=250)]
)  # fmt: skip
def test_it_says_nothing_of_what_the_plan_accounts_for(rule: Rule, line: Observation) -> None:
    seen = (
        line, own("10.0.0.6/29", 1), own("2001:db8:100::6/64", 1), own("100.64.8.9/24", 1),
        default("10.0.0.1", 1), default("2001:db8:100::1", 1), bgp("10.0.0.1", 64512),
        neighbour(1, mac=CORE_MAC), neighbour(1, mac=ONT_MAC),
    )  # fmt: skip
    assert CITY.spoken(rule, *seen) == ()


def test_every_rule_is_explained_in_both_languages() -> None:
    missing = [rule.id for rule in ALL if not hasattr(module_of(rule), "INDONESIAN")]
    assert not missing, "these rules have no INDONESIAN: " + ", ".join(missing)
    for rule in ALL:
        told = [explanation(rule, language) for language in HEADINGS]
        for part in ("what", "why", "lies", "clears"):
            english, indonesian = (getattr(one, part) for one in told)
            assert english
            assert indonesian
            assert english != indonesian
            assert not any(heading in english for heading in HEADINGS["en"])
            assert not any(heading in indonesian for heading in HEADINGS["id"])


def test_an_explanation_has_its_parts_on_one_line_each_without_the_notes_behind() -> None:
    english = explanation(rules()["access-line"], "en")
    written = documentation(rules()["access-line"])
    assert english.what == written.split("\n")[0]
    for part in (english.why, english.lies, english.clears):
        assert "\n" not in part
        assert part in written.replace("\n", " ")
    hidden = explanation(rules()["hidden-gateway"], "en")
    assert hidden.clears.endswith("or a waiver covers it.")
    assert explanation(rules()["hidden-gateway"], "id").clears.endswith("ada surat izin.")


HARMLESS = (
    port(20, "ether20"), own("10.0.0.6/29", 20), default("10.0.0.1", 20),
    port(21, "ether21", oper_status="down"), own("10.44.0.2/30", 21),
    port(22, "ether22", alias="LAN lantai 2"), own("10.20.0.1/24", 22),
    arp("10.20.0.7", "00:00:0c:00:00:07", 22), arp("10.20.0.8", None, 22),
    arp("10.0.0.1", CORE_MAC, 20), learnt_mac("00:00:0c:00:00:07", 22), learnt_mac(CORE_MAC, 20),
    neighbour(20, mac=CORE_MAC), neighbour(22, mac="00:00:0c:00:00:0a", capabilities=None),
    bgp("10.0.0.1", 64512), ospf("10.0.0.1", "10.0.0.2"), listener(22), process("snmpd", 9),
    port(23, "wg9", type=131, tunnel_remote=ip_address("10.0.0.2")), own("10.45.0.1/30", 23),
    port(24, "lo", type=24),
)  # fmt: skip


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_what_stands_before_and_behind_hides_nothing(rule: Rule) -> None:
    """A loop that ends at the first harmless thing would miss what comes after it."""

    def told(*seen: Observation) -> set[tuple[object, ...]]:
        return {
            (one.kind, one.subject, one.strength, one.about) for one in scene.spoken(rule, *seen)
        }

    scene = scene_of(rule)
    usages = {"ether20": usage_of(Day(1.0, 1.0, 90_000.0, 0)), **scene.past.usages}
    world = replace(scene, past=replace(scene.past, usages=usages))
    expected = told(*EVERYTHING_FOREIGN)
    assert expected
    for seen in ((*HARMLESS, *EVERYTHING_FOREIGN), (*EVERYTHING_FOREIGN, *HARMLESS)):
        for order in (seen, seen[::-1]):
            found = {
                (one.kind, one.subject, one.strength, one.about)
                for one in world.spoken(rule, *order)
            }
            assert expected <= found
            assert not {one for one in found - expected if str(one[1]).startswith("ether2")}

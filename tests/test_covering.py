"""By which prefix a new registry accounts for what the old one did not."""

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from monitor.covering import Covering, addresses_about, addresses_of_link
from monitor.foresight import changes, link_changes
from monitor.model.declared import ApprovedDestination, Network, Site
from monitor.model.known import Known
from monitor.model.link import Link, LinkStatus
from monitor.model.outlook import Change, Cover, LinkChange
from monitor.model.reading import Observation
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from tests.scenes import (
    CITY,
    NETWORK,
    ONT_MAC,
    REGISTRY,
    SERVER,
    World,
    arp,
    circuit,
    listener,
    own,
    port,
    process,
    waiver,
)
from tests.test_foresight import FOREIGN, WAN1, looked, measured

WIDE = ip_network("203.0.0.0/8", strict=False)


def differing(
    *seen: Observation, new: Registry, world: World = CITY
) -> tuple[list[Change], list[LinkChange]]:
    """Compare what a device shows by the city's registry and by another."""
    device = world.device
    known = {device.name: Known(latest=world.snapshot(*seen))}
    before, after = looked(known), looked(known, measured(new))
    covering = Covering(REGISTRY, new)
    return list(changes(before, after, covering)), list(link_changes(before, after, covering))


def planning(**changed: object) -> Registry:
    return replace(REGISTRY, network=replace(NETWORK, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("new", "where"),
    [
        (planning(prefixes=(*NETWORK.prefixes, WIDE)), "network.prefixes"),
        (
            planning(data_centre_prefixes=(*NETWORK.data_centre_prefixes, WIDE)),
            "network.data_centre_prefixes",
        ),
        (planning(cgnat_prefixes=(*NETWORK.cgnat_prefixes, WIDE)), "network.cgnat_prefixes"),
        (
            replace(
                REGISTRY,
                sites={**REGISTRY.sites, "x": Site("x", "dinkes", "X", prefixes=(WIDE,))},
            ),
            "sites x",
        ),
    ],
)
def test_a_wide_prefix_that_clears_a_finding_is_named(new: Registry, where: str) -> None:
    cases, links = differing(*WAN1, *FOREIGN, new=new)
    [change] = [one for one in cases if one.what == "cleared"]
    assert change.by == (Cover(where, "203.0.0.0/8"),)
    [link] = links
    assert (link.name, link.by) == ("wan2", (Cover(where, "203.0.0.0/8"),))
    assert link.after is not None
    assert link.after.status is not LinkStatus.FOREIGN


def test_the_prefix_of_a_circuit_that_makes_a_link_the_citys_is_named() -> None:
    new = CITY.declaring(circuits=(circuit(Subject(prefix=WIDE)),)).registry
    cases, [link] = differing(*WAN1, *FOREIGN, new=new)
    [cover] = link.by
    assert link.after is not None
    assert link.after.status is LinkStatus.KOMINFO
    assert link.after.circuit is not None
    assert cover == Cover(f"circuits {link.after.circuit.contract}", "203.0.0.0/8")
    assert [one.what for one in cases] == ["cleared"]


def test_the_prefix_of_a_waiver_that_exempts_is_named() -> None:
    new = CITY.declaring(waivers=(waiver(Subject(prefix=WIDE)),)).registry
    [change], [link] = differing(*WAN1, *FOREIGN, new=new)
    assert change.by == link.by == (Cover("waivers 555/17", "203.0.0.0/8"),)


def test_a_wide_approved_destination_is_named() -> None:
    place = ApprovedDestination("Bank", (WIDE,))
    far_end = ip_address("203.0.113.9")
    tunnel = port(4, "gre1", type=131, tunnel_remote=far_end)
    new = planning(approved_destinations=(*NETWORK.approved_destinations, place))
    [link] = CITY.links(tunnel, own("172.31.0.2/30", 4))
    by = Cover("network.approved_destinations Bank", "203.0.0.0/8")
    assert Covering(REGISTRY, new).of_link(link, link) == (by,)
    # To where was approved before, nothing is new.
    known = port(4, "gre1", type=131, tunnel_remote=ip_address("198.51.100.7"))
    [link] = CITY.links(known, own("172.31.0.2/30", 4))
    assert Covering(REGISTRY, new).of_link(link, link) == ()


def test_a_data_centre_that_holds_an_agencys_server_is_named() -> None:
    new = planning(data_centre_prefixes=(ip_network("10.0.0.0/8"),))
    serving = (own("10.20.0.10/24"), listener(80), listener(443), process("nginx"))
    [change], _ = differing(*serving, new=new, world=World(device=SERVER))
    assert change.what == "cleared"
    assert change.by == (Cover("network.data_centre_prefixes", "10.0.0.0/8"),)


def test_what_was_in_the_plan_before_is_nobodys_news() -> None:
    longer = planning(prefixes=(*NETWORK.prefixes, ip_network("10.0.0.0/16")))
    assert differing(*WAN1, *FOREIGN, new=longer) == ([], [])
    covering = Covering(REGISTRY, longer)
    assert covering.of_link(None, CITY.links(*WAN1)[0]) == ()
    assert covering.of_link(CITY.links(*WAN1)[0], None) == ()


def test_what_a_box_was_resolved_from_is_what_its_case_is_about() -> None:
    seen = CITY.snapshot(*WAN1, *FOREIGN, arp("203.0.113.1", ONT_MAC, 2))
    [case] = looked({"r1": Known(latest=seen)}).cases.values()
    assert case.macs == {ONT_MAC}
    about = addresses_about(replace(case, link=""), (), seen, REGISTRY)
    assert about == (ip_address("203.0.113.1"),)
    new = planning(prefixes=(*NETWORK.prefixes, WIDE))
    by = Cover("network.prefixes", "203.0.0.0/8")
    assert Covering(REGISTRY, new).of_case(case, about) == (by,)


def test_an_empty_plan_accounts_for_nothing() -> None:
    covering = Covering(replace(REGISTRY, network=Network()), REGISTRY)
    [link] = CITY.links(*WAN1)
    assert covering.of_link(None, link) == (Cover("network.prefixes", "10.0.0.0/8"),)


def _link(**said: Any) -> Link:
    [judged] = CITY.judged(*WAN1).links
    return replace(judged, circuit=None, waiver=None, **said)


PAPERED = Subject(prefix=WIDE)
HERE = _link(addresses=(own("203.0.113.9/30", 1),))


def test_a_paper_covers_a_link_anew_only_where_it_did_not_before() -> None:
    covering = Covering(REGISTRY, REGISTRY)
    one, other = circuit(PAPERED), circuit(PAPERED, contract="K-2")
    for before, count in (
        (None, 1),
        (HERE, 1),
        (replace(HERE, circuit=other), 1),
        (replace(HERE, circuit=one), 0),
    ):
        covers = covering.of_link(before, replace(HERE, circuit=one))
        assert covers == (Cover("circuits K-1", str(WIDE)),) * count
    letter, another = waiver(PAPERED), waiver(PAPERED, letter="W-2")
    for before, count in (
        (None, 1),
        (HERE, 1),
        (replace(HERE, waiver=another), 1),
        (replace(HERE, waiver=letter), 0),
    ):
        covers = covering.of_link(before, replace(HERE, waiver=letter))
        assert covers == (Cover(f"waivers {letter.letter}", str(WIDE)),) * count
    assert covering.of_link(HERE, None) == ()


def test_a_paper_that_knows_the_line_by_something_else_covers_by_no_prefix() -> None:
    covering = Covering(REGISTRY, REGISTRY)
    by_name = Subject(device="r1", interface=HERE.name)
    assert covering.of_link(None, replace(HERE, circuit=circuit(by_name))) == ()
    elsewhere = Subject(prefix=ip_network("198.51.100.0/24"))
    assert covering.of_link(None, replace(HERE, circuit=circuit(elsewhere))) == ()
    assert covering.of_link(None, replace(HERE, waiver=waiver(by_name))) == ()


def test_what_was_approved_before_is_not_approved_anew() -> None:
    place = ApprovedDestination("Bank", prefixes=(ip_network("203.0.113.0/24"),))
    wider = ApprovedDestination("Bank", prefixes=(ip_network("203.0.113.0/24"), WIDE))
    old, new = planning(approved_destinations=(place,)), planning(approved_destinations=(wider,))
    covering = Covering(old, new)
    assert covering.of_link(None, HERE) == ()
    cover = Cover("network.approved_destinations Bank", str(WIDE))
    outside = _link(addresses=(own("203.0.114.9/30", 1),))
    assert covering.of_link(None, outside) == (cover,)


def test_a_link_without_an_interface_has_no_far_end() -> None:
    bare = replace(HERE, interface=None)
    assert list(addresses_of_link(bare)) == [ip_address("203.0.113.9"), *bare.next_hops]


def test_a_case_is_covered_by_the_waiver_that_exempts_it_and_by_no_other() -> None:
    [case, *_] = CITY.judged(*WAN1, *FOREIGN).cases
    letter = waiver(PAPERED, site=case.site)
    papers = (
        waiver(PAPERED, site=case.site, letter="W-2"),
        waiver(PAPERED, site="elsewhere"),
        letter,
    )
    covering = Covering(REGISTRY, replace(REGISTRY, waivers=papers))
    exempt = replace(case, waiver=letter.letter)
    assert covering.of_case(exempt, ()) == (Cover(f"waivers {letter.letter}", str(WIDE)),)
    assert covering.of_case(case, ()) == ()
    by_name = waiver(Subject(device="r1", interface="wan2"), site=case.site)
    named = Covering(REGISTRY, replace(REGISTRY, waivers=(by_name,)))
    assert named.of_case(replace(case, waiver=by_name.letter), ()) == ()

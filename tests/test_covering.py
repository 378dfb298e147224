"""By which prefix a new registry accounts for what the old one did not."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from monitor.covering import Covering, addresses_about
from monitor.foresight import changes, link_changes
from monitor.model.declared import ApprovedDestination, Network, Site
from monitor.model.known import Known
from monitor.model.link import LinkStatus
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

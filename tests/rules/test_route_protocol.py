"""A default route that does not come by the protocol that the plan names."""

from dataclasses import replace

from monitor.model.finding import Strength
from monitor.model.observation import Route
from monitor.model.policy import Policy
from monitor.model.subject import Subject
from monitor.rules.route_protocol import RULE
from tests.scenes import CITY, World, circuit, default, own, port, row_of

WAN = (port(1, "ether1"), own("192.168.7.2/24", 1))
OSPF = World(policy=Policy(expected_routing=frozenset({"ospf"})))


def static(protocol: str | None = "netmgmt") -> Route:
    return default("192.168.7.1", 1, protocol=protocol)


def test_a_static_route_where_the_plan_says_ospf_is_a_hint() -> None:
    route = static()
    [signal] = OSPF.spoken(RULE, *WAN, route)
    assert signal.strength is Strength.HINT
    assert "netmgmt" in signal.text.en
    assert "rencana" in signal.text.id
    assert row_of(route) in signal.evidence


def test_a_route_as_planned_or_of_an_unknown_protocol_says_nothing() -> None:
    assert not OSPF.spoken(RULE, *WAN, static("ospf"))
    assert not OSPF.spoken(RULE, *WAN, static(None))


def test_without_a_plan_any_protocol_may_be() -> None:
    assert not CITY.spoken(RULE, *WAN, static())


def test_the_plan_of_a_site_goes_before_the_citys() -> None:
    site = replace(CITY.registry.sites["puskesmas"], routing=frozenset({"netmgmt"}))
    world = OSPF.declaring(sites={**CITY.registry.sites, "puskesmas": site})
    assert not world.spoken(RULE, *WAN, static())
    assert world.spoken(RULE, *WAN, static("ospf"))


def test_a_registered_line_may_have_any_route() -> None:
    world = OSPF.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    assert not world.spoken(RULE, *WAN, static())

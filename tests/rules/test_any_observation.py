"""
Whatever a device says, it is judged: nothing raises, and what holds of every judgement holds.

The texts are hostile, the numbers huge, fields missing, names and indexes repeated.
"""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_network

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.declared import DeviceRole
from monitor.model.link import LinkStatus
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Identity,
    Interface,
    Listener,
    Neighbour,
    OspfNeighbour,
    Process,
    Route,
)
from monitor.model.prefixes import IPAddress
from monitor.model.reading import Observation, TableStatus
from monitor.model.service import VirtualMachine, VpnPeer
from monitor.model.subject import Subject
from monitor.rules import rules
from tests.scenes import (
    CITY,
    CORE_MAC,
    FIELDS,
    GATEWAY_MAC,
    NO_PLAN,
    ONT_MAC,
    R1,
    SERVER_MAC,
    World,
    circuit,
    waiver,
)

TEXTS = st.sampled_from(
    ["", "ether1", "lte1", "pppoe-out1", "<pppoe-x>", "wg0", "Vi2", "indihome", "core", "{", "{0}",
     "{subject.__class__}", "%s%n", "a|b/c#1", "ether1#1", "gateway-unplaced", "\x00\n\u202e\ud800",
     "x" * 300]
) | st.text(max_size=12)  # fmt: skip
NUMBERS = st.sampled_from([0, 1, 2, 3, -1, 2**31, 2**32 - 1, 2**64 - 1])
INDEXES = st.sampled_from([0, 1, 2, 3, -7, 2**31 - 1])
MACS = st.sampled_from([CORE_MAC, GATEWAY_MAC, ONT_MAC, SERVER_MAC, "52:54:00:00:00:01",
                        "00:00:5e:00:01:01", "ff:ff:ff:ff:ff:ff"])  # fmt: skip
ADDRESSES: st.SearchStrategy[IPAddress] = st.ip_addresses() | st.sampled_from(
    [IPv4Address(text) for text in ("10.0.0.1", "10.0.0.6", "10.20.0.1", "192.168.1.1", "0.0.0.0",
                                    "203.0.113.1", "100.64.0.9", "255.255.255.255", "224.0.0.1")]
    + [IPv6Address(text) for text in ("::", "::1", "fe80::1", "fe80::1%2", "2001:db8:100::1",
                                      "2001:db8:f00::1", "::ffff:10.0.0.1", "ff02::1")]
)  # fmt: skip
NETWORKS = st.sampled_from(
    ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "2000::/3", "224.0.0.0/4"]
).map(ip_network) | st.builds(
    lambda address, length: ip_network(
        (int(address), min(length, address.max_prefixlen))
        if address.version == 4 or int(address) >> 32
        else "::/0",
        strict=False,
    ),
    st.ip_addresses(),
    st.integers(0, 128),
)
STATES = st.sampled_from(["up", "down", "unknown", "established", "full", "reject", "dhcp", "{}"])


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


def _with_length(address: IPAddress, length: int | None, if_index: int | None) -> Address:
    fitting = None if length is None else min(length, address.max_prefixlen)
    return Address(address=address, prefix_length=fitting, if_index=if_index)


def any_of(kind: Callable[..., Observation], **fields: object) -> st.SearchStrategy[Observation]:
    return st.builds(kind, **fields)  # type: ignore[arg-type]


OBSERVATIONS: st.SearchStrategy[Observation] = st.one_of(
    any_of(
        Interface,
        index=INDEXES, name=maybe(TEXTS), descr=maybe(TEXTS), alias=maybe(TEXTS),
        type=maybe(st.sampled_from([1, 6, 23, 24, 71, 97, 127, 131, 243, 250, 2**31])),
        mac=maybe(MACS), admin_up=maybe(st.booleans()), oper_status=maybe(STATES),
        in_octets=maybe(NUMBERS), out_octets=maybe(NUMBERS),
        counter_bits=maybe(st.sampled_from([32, 64])), tunnel_remote=maybe(ADDRESSES),
        has_modem=maybe(st.booleans()), modem_operator=maybe(TEXTS),
    ),
    any_of(_with_length, address=ADDRESSES, length=maybe(st.integers(0, 128)),
           if_index=maybe(INDEXES)),
    any_of(Route, destination=NETWORKS, next_hop=maybe(ADDRESSES), if_index=maybe(INDEXES),
           type=maybe(STATES), metric=maybe(NUMBERS)),
    any_of(ArpEntry, address=ADDRESSES, if_index=maybe(INDEXES), mac=maybe(MACS)),
    any_of(
        Neighbour,
        protocol=TEXTS, local_port=maybe(TEXTS), if_index=maybe(INDEXES), chassis_id=maybe(TEXTS),
        mac=maybe(MACS), sys_name=maybe(TEXTS), sys_descr=maybe(TEXTS),
        addresses=st.lists(ADDRESSES, max_size=3).map(tuple),
        capabilities=maybe(st.frozensets(st.sampled_from(["router", "bridge", "telephone", "{}"]))),
    ),
    any_of(BgpPeer, address=ADDRESSES, state=maybe(STATES),
           remote_as=maybe(NUMBERS | st.sampled_from([7713, 64512]))),
    any_of(OspfNeighbour, address=st.ip_addresses(v=4), router_id=maybe(st.ip_addresses(v=4)),
           state=maybe(STATES), if_index=maybe(INDEXES)),
    any_of(FdbEntry, mac=MACS, if_index=maybe(INDEXES), port=maybe(INDEXES), status=maybe(STATES)),
    any_of(Listener, address=ADDRESSES, port=st.sampled_from([22, 25, 443, 5432])),
    any_of(Process, index=INDEXES, name=TEXTS | st.sampled_from(["nginx", "postgres", "master"])),
    any_of(VpnPeer, index=TEXTS, remote=ADDRESSES, name=maybe(TEXTS), is_up=maybe(st.booleans())),
    any_of(VirtualMachine, index=INDEXES, name=maybe(TEXTS)),
    any_of(Identity, sys_location=maybe(TEXTS | st.sampled_from(["RSUD", "NOC"]))),
)  # fmt: skip
SCENES = st.lists(
    OBSERVATIONS,
    max_size=14,
    unique_by=lambda seen: seen.index if isinstance(seen, Interface) else seen,
).map(tuple)
COVERED = (Subject(interface="ether1"), Subject(mac=ONT_MAC), Subject(as_number=7713))
WORLDS = st.builds(
    lambda role, unread, world, before: replace(
        world, device=replace(R1, role=role), unread=unread, before=before
    ),
    st.sampled_from(DeviceRole),
    st.dictionaries(st.sampled_from(list(FIELDS)), st.sampled_from(TableStatus)),
    st.sampled_from([
        CITY,
        CITY.declaring(network=NO_PLAN, sites={}, agencies={}),
        CITY.declaring(circuits=(circuit(*COVERED),)),
        CITY.declaring(waivers=(waiver(COVERED[1]), waiver(COVERED[1], "foreign_neighbour"))),
    ]),
    SCENES,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(WORLDS, SCENES)
def test_a_judgement_is_always_made_and_sound(world: World, seen: tuple[Observation, ...]) -> None:
    judgement = world.judged(*seen)
    foreign = {case.subject for case in judgement.cases if case.kind == "foreign_uplink"}
    links = {link.name: link for link in judgement.links}
    assert foreign <= links.keys()
    assert len(links) == len(judgement.links)
    assert not judgement.seen & judgement.inconclusive.keys()
    for link in judgement.links:
        if link.status is LinkStatus.FOREIGN:
            assert link.name in foreign
            assert link.is_up
        assert (link.status is LinkStatus.EXEMPT) == (link.waiver is not None)
        if link.is_registered:
            assert link.name not in foreign
    for case in judgement.cases:
        assert 0 < case.confidence < 1
        assert case.text.en
        assert case.text.id
        assert case.link == case.subject or case.kind != "foreign_uplink"
    assert len({case.key for case in judgement.cases}) == len(judgement.cases)


@settings(deadline=None)
@given(SCENES)
def test_every_rule_speaks_or_is_silent(seen: tuple[Observation, ...]) -> None:
    scene = CITY.scene(*seen)
    for rule in rules().values():
        for signal in rule.check(scene):
            assert signal.rule == rule.id
            assert signal.subject


@settings(deadline=None)
@given(WORLDS, SCENES)
def test_the_same_look_gives_the_same_judgement(
    world: World, seen: tuple[Observation, ...]
) -> None:
    assert world.judged(*seen) == world.judged(*seen)

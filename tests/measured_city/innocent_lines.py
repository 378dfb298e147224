"""
Lines that look foreign and are not: rented, approved, waived, doubled, translated, switched off.
"""

from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.box import Box, Held, Port, Resolved, Way
from tests.measured_city.estate import Estate
from tests.measured_city.facts import (
    BANK,
    BPJS,
    CARRIERS,
    MINISTRY,
    mac_of,
    public_block,
    shared_address,
)
from tests.measured_city.homes import Home
from tests.measured_city.labels import Innocence
from tests.measured_city.lines import add_port, plug, public_line, when
from tests.measured_city.story import Story, nothing, taking


def innocent(
    estate: Estate,
    home: Home,
    kind: str,
    *,
    is_waived: bool = False,
    is_own_work: bool = False,
) -> None:
    """Write down that it is no breach."""
    estate.labels.innocences.append(
        Innocence(
            kind=kind,
            site=home.code,
            device=home.device,
            is_waived=is_waived,
            is_own_work=is_own_work,
        )
    )


def telkom_rented(estate: Estate, home: Home) -> None:
    """A line that Kominfo rents from Telkom, with an address and a name of Telkom's."""
    rng = home.rng
    wide = rng.choice(CARRIERS[0].v4)
    at = rng.randrange(1, wide.num_addresses // 4)
    network = wide.network_address + at * 4
    home.own, home.hop = IPv4Interface(f"{network + 2}/30"), network + 1
    home.hop_mac, home.is_carriers = mac_of(rng, "Huawei"), True
    home.is_announced, home.routed_by = False, "static"
    home.accounted = rng.choice(("circuit", "hop"))
    home.wan_alias = rng.choice(("TELKOM ASTINET 100M", "Astinet", "Telkom"))
    innocent(estate, home, "Telkom line that Kominfo rents")


def own_nat(estate: Estate, home: Home) -> None:
    """An address of Kominfo's own carrier-grade NAT."""
    network = IPv4Address(f"100.70.{home.number // 60}.{home.number % 60 * 4}")
    home.own, home.hop = IPv4Interface(f"{network + 2}/30"), network + 1
    home.routed_by, home.accounted = "static", home.rng.choice(("circuit", "plan"))
    innocent(estate, home, "Kominfo's own CGNAT")


def leased_default(estate: Estate, home: Home) -> None:
    """An address and a default route by DHCP from Kominfo's gateway."""
    home.routed_by = "dhcp"
    innocent(estate, home, "DHCP via Kominfo's gateway")


def virtual_router(estate: Estate, home: Home) -> None:
    """A gateway that is two routers with one virtual address and MAC (VRRP)."""
    network = IPv4Address(f"10.101.{home.number // 30}.{home.number % 30 * 8}")
    home.own, home.hop = IPv4Interface(f"{network + 4}/29"), network + 1
    home.upstream_end = network + 2
    home.hop_mac = f"00:00:5e:00:01:{home.number % 250 + 1:02x}"
    home.routed_by, home.accounted, home.is_announced = "static", "plan", False
    estate.declared.gateways.append({"address": str(home.hop), "name": "kominfo-vrrp"})
    innocent(estate, home, "VRRP gateway")


def dual_ring(estate: Estate, home: Home) -> None:
    """A second line to another router of Kominfo's, at equal cost."""
    other = next(one for one in estate.upstreams if one is not home.upstream)
    hop = IPv4Address(f"10.102.{home.number // 60}.{home.number % 60 * 4 + 1}")
    home.second = (IPv4Interface(f"{hop + 1}/30"), hop, other)
    innocent(estate, home, "second Kominfo line")


def approved_tunnel(estate: Estate, home: Home) -> None:
    """A tunnel to a ministry, to BPJS or to the bank."""
    rng, platform = home.rng, home.platform
    remote = rng.choice((BPJS, BANK, MINISTRY)).network_address + rng.randint(1, 12)
    shows_remote = "tunnelIfTable" in platform.tables and platform.tunnel_type == 131
    inner = IPv4Interface(f"{remote + 1}/32")
    if shows_remote:
        inner = IPv4Interface(f"192.168.{rng.randint(200, 250)}.2/30")

    alias = rng.choice(("VPN BPJS", "vpn kemendagri", ""))

    def change(box: Box) -> None:
        port = add_port(box, "tunnel", platform.tunnel, platform.tunnel_type, mtu=1420,
                        alias=alias)  # fmt: skip
        port.load_bps, port.steady_bps = 20_000.0, 100.0
        port.tunnel_local, port.tunnel_remote = home.own.ip, remote
        box.held.append(Held("tunnel", inner))
        box.ways.append(Way(inner.network.network_address + 1 if shows_remote else remote,
                            "tunnel", "10.188.0.0/16"))  # fmt: skip

    home.kept.append(change)
    innocent(estate, home, "approved tunnel")


def waived_line(estate: Estate, home: Home) -> None:
    """A hospital with a letter for its emergency line: a modem, or a second uplink."""
    rng = home.rng
    start_s = estate.moment_s(2, estate.days * 0.6)
    is_modem = rng.random() < 0.5
    name = home.platform.lte if is_modem else home.platform.spare
    line, own = public_line(rng), shared_address(rng)

    def change(box: Box) -> None:
        if is_modem:
            port = add_port(box, "lte", name, home.platform.lte_type, imsi="510101234500000")
            port.load_bps, port.steady_bps = home.load_bps * 0.3, 300.0
            box.held.append(Held("lte", IPv4Interface(f"{own}/32"), 4))
            box.ways.append(Way(None, "lte", metric=5))
        else:
            plug(box, line, alias="cadangan IGD", load_bps=home.load_bps * 0.3)

    when(home, start_s, estate.end_s, change)
    estate.declared.waivers.append(
        {"letter": f"555/{home.number}/2026", "approver": "Sekretaris Daerah",
         "reason": "Jalur cadangan IGD", "site": home.code,
         "subject": {"device": home.device, "interface": name},
         "kinds": ["foreign_uplink", "foreign_neighbour", "silent_bypass"],
         "from": "2026-01-01", "until": "2026-12-31"}
    )  # fmt: skip
    innocent(estate, home, "waiver of a hospital", is_waived=True)


def squatted_lan(estate: Estate, home: Home) -> None:
    """A LAN numbered with addresses that belong to others, and no line behind them."""
    rng = home.rng
    base = rng.choice(("11.11.11.0", "192.1.1.0", "200.200.200.0", "provider"))
    if base == "provider":
        block, _ = public_block(rng, 24)
        base = str(block.network_address)
    home.lan_own = IPv4Interface((int(IPv4Address(base)) + 1, 24))
    for one in home.clients:
        one.address = home.lan_address(int(one.address) % 256)
    innocent(estate, home, "squatted public LAN")


def switched_off(estate: Estate, home: Home) -> None:
    """An old dial-up that is still configured, and switched off."""

    def change(box: Box) -> None:
        port = add_port(box, "ppp", home.platform.ppp, 23, alias="INDIHOME lama")
        port.is_up = port.is_admin_up = False

    home.kept.append(change)
    innocent(estate, home, "old dial-up, switched off")


def dialled_in(estate: Estate, home: Home) -> None:
    """People who dial in from home: the server's side of sessions."""

    def change(box: Box) -> None:
        for number in range(2):
            box.ports.append(Port(f"in{number}", f"<l2tp-user{number}>", type=23, steady_bps=900.0))
            box.held.append(Held(f"in{number}", IPv4Interface(f"{home.lan_gateway.ip}/32")))
            box.resolved.append(Resolved("lan", home.lan_address(230 + number), home.macs["lan"]))

    home.kept.append(change)
    innocent(estate, home, "dialled-in staff")


STORIES = (
    Story(kind="Telkom line", takes=taking("wan"), tell=nothing, before=telkom_rented, count=6),
    Story(kind="own CGNAT", takes=taking("wan"), tell=nothing, before=own_nat, count=4),
    Story(kind="DHCP", takes=taking("wan"), tell=nothing, before=leased_default, count=4),
    Story(kind="VRRP", takes=taking("wan"), tell=nothing, before=virtual_router, count=4),
    Story(kind="dual ring", takes=taking("wan", "spare"), tell=nothing, before=dual_ring, count=4),
    Story(kind="approved tunnel", takes=taking("tunnel"), tell=approved_tunnel, count=5),
    Story(kind="waiver", takes=taking("spare", "lte"), tell=waived_line, count=4),
    Story(
        kind="squatted LAN",
        takes=taking("lan", "machines", "server"),
        tell=nothing,
        before=squatted_lan,
        count=4,
        fits=lambda home: not home.has_switch,
    ),
    Story(kind="switched off", takes=taking("ppp"), tell=switched_off, count=3),
    Story(
        kind="dialled in",
        takes=taking("dialled"),
        tell=dialled_in,
        count=3,
        fits=lambda home: home.platform.maker == "MikroTik",
    ),
)

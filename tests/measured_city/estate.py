"""
A city before anything happens in it: its agencies, sites and lines, and Kominfo's own routers.

Some 300 sites of some 45 agencies; each has a router, a few a switch that is polled too. Everything
comes from one seeded source of chance, so a seed is a city.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from random import Random

from tests.measured_city.activity import Activity
from tests.measured_city.agent import Agent
from tests.measured_city.box import Box, Heard, Held, Port, Resolved, Way
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.homes import Home, Upstream, furnish
from tests.measured_city.labels import Labels
from tests.measured_city.platforms import CISCO, ROUTERS, SHARES, SWITCH

DAY_S = 86400.0
WIB = timezone(timedelta(hours=7))
START = datetime(2026, 8, 3, tzinfo=WIB)
"""A Monday. The 17th is a holiday, and so is the 25th."""
HOLIDAYS = (14, 22)
CENTRE = "pusat-data"
_OFFICES = ("Dinas", "Badan", "Kecamatan", "Kelurahan", "Puskesmas", "UPTD", "Sekolah", "RSUD")
_SITES_A_LINE_CARD = 64


@dataclass(slots=True)
class Declared:
    """What the registry says, as it stands in its file."""

    agencies: list[dict[str, object]] = field(default_factory=list)
    sites: list[dict[str, object]] = field(default_factory=list)
    devices: list[dict[str, object]] = field(default_factory=list)
    circuits: list[dict[str, object]] = field(default_factory=list)
    waivers: list[dict[str, object]] = field(default_factory=list)
    maintenance: list[dict[str, object]] = field(default_factory=list)
    gateways: list[dict[str, object]] = field(default_factory=list)


class Estate:
    """The city: homes, every device's agent by its name, the registry, and what is true."""

    def __init__(
        self,
        seed: int,
        sites: int,
        days: int,
        *,
        agencies: int | None = None,
        switch_share: float = 0.11,
    ) -> None:
        self.rng = Random(f"city {seed}")
        self.seed, self.days = seed, days
        self.start_s = START.timestamp()
        self.end_s = self.start_s + days * DAY_S
        self.labels = Labels()
        self.declared = Declared()
        self.late: dict[float, list[str]] = {}
        """Devices that are registered only from some moment on."""
        self.agents: dict[str, Agent] = {}
        self.addresses: dict[str, Agent] = {}
        self.still: set[str] = set()
        """Devices of which nothing follows the hour: printers, servers, the data centre."""
        self.upstreams = [
            Upstream(f"kominfo-pe{number}", mac_of(self.rng, "Cisco"),
                     IPv4Address(f"10.255.255.{number}"))
            for number in range(1, 4)
        ]  # fmt: skip
        self._switch_share = switch_share
        self._offices(max(4, sites * 45 // 300) if agencies is None else agencies)
        self.homes = [self._home(number, sites) for number in range(sites)]

    def day_s(self, day: float) -> float:
        """Return the moment so many days after the start."""
        return self.start_s + day * DAY_S

    def date(self, day: float) -> str:
        """Return the local date so many days after the start."""
        return f"{START + timedelta(days=day):%Y-%m-%d}"

    def clock(self, time_s: float) -> str:
        """Write a moment as the registry has it."""
        return f"{datetime.fromtimestamp(time_s, UTC).astimezone(WIB):%Y-%m-%d %H:%M}"

    def moment_s(self, first: float, last: float, *, working: bool = True) -> float:
        """Pick a moment between two days, on a working day from 8 to 16 o'clock if so wished."""
        while True:
            day = self.rng.randrange(int(first), max(int(first) + 1, int(last)))
            if not working or (day % 7 < 5 and day not in HOLIDAYS):
                break
            first, last = first - 1, last + 1
        hour = self.rng.uniform(8, 16) if working else self.rng.uniform(0, 24)
        return self.day_s(day) + hour * 3600

    def add(
        self,
        agent: Agent,
        address: IPv4Address,
        role: str,
        *,
        is_still: bool = False,
        addresses: tuple[IPv4Address, ...] = (),
        macs: tuple[str, ...] = (),
    ) -> Agent:
        """Put a device into the city and its registry."""
        self.agents[agent.name] = agent
        self.addresses[str(address)] = agent
        if is_still:
            self.still.add(agent.name)
        entry: dict[str, object] = {
            "name": agent.name, "address": str(address), "site": agent.site, "role": role,
            "profile": "v3" if agent.is_v3 else "default",
        }  # fmt: skip
        if addresses:
            entry["addresses"] = [str(one) for one in addresses]
        if macs:
            entry["macs"] = list(macs)
        self.declared.devices.append(entry)
        return agent

    def quiet(self) -> Activity:
        """Return the activity of something that nobody works with."""
        return Activity(self.rng, self.days, self.start_s, is_round_the_clock=True)

    def chance(self, name: str) -> Random:
        """Return a source of chance of its own."""
        return Random(f"{self.seed} {name}")

    def _offices(self, agencies: int) -> None:
        self._agencies = [f"opd{number:02}" for number in range(agencies)]
        for number, code in enumerate(self._agencies):
            kind = _OFFICES[number % len(_OFFICES)]
            self.declared.agencies.append(
                {"code": code, "name": f"{kind} {number + 1}", "kind": kind.lower()}
            )
        self.declared.agencies.append({"code": "kominfo", "name": "Dinas Kominfo"})
        self.declared.sites.append(
            {"code": CENTRE, "agency": "kominfo", "name": "Pusat Data Kominfo",
             "prefixes": ["10.20.0.0/22"]}
        )  # fmt: skip

    def _home(self, number: int, sites: int) -> Home:
        rng = self.chance(f"site {number}")
        upstream = self.upstreams[number % len(self.upstreams)]
        line, at = divmod(number, _SITES_A_LINE_CARD)
        hop = IPv4Address(f"10.100.{line}.{at * 4 + 1}")
        agency = self._agencies[number % len(self._agencies)]
        home = Home(
            code=f"s{number:03}", agency=agency, name=f"Kantor {agency} {number:03}",
            number=number, platform=rng.choices(ROUTERS, SHARES)[0], upstream=upstream,
            lan=IPv4Network(f"172.{16 + number // 250}.{number % 250}.0/24"),
            own=IPv4Interface(f"{hop + 1}/30"), hop=hop,
            management=IPv4Address(f"10.255.{number // 250}.{number % 250 + 1}"), rng=rng,
            accounted=rng.choices(("circuit", "hop", "plan"), (60, 10, 30))[0],
            has_switch=rng.random() < self._switch_share, is_v3=rng.random() < 0.3,
            wan_alias=rng.choice(("", "KOMINFO", "Link Kominfo", "metro-e kominfo", "ke NOC")),
            is_announced=rng.random() < 0.6,
        )  # fmt: skip
        kinds = {"mikrotik6": ("static",), "fortigate": ("static", "ospf")}
        home.routed_by = rng.choice(kinds.get(home.platform.key, ("static", "ospf", "bgp")))
        if home.routed_by != "static" and home.platform.key == "mikrotik7":
            home.routed_by = "static"
        furnish(home)
        return home

    def settle(self) -> None:
        """Make the agents of all homes and of Kominfo's routers, and declare them."""
        for home in self.homes:
            self._settle(home)
        for upstream in self.upstreams:
            self._settle_upstream(upstream)

    def _settle(self, home: Home) -> None:
        prefixes = [str(home.lan)]
        self.declared.sites.append(
            {"code": home.code, "agency": home.agency, "name": home.name, "prefixes": prefixes}
        )
        match: dict[str, object] | None = None
        if home.accounted == "circuit":
            match = {"device": home.device, "interface": home.platform.wan}
        elif home.accounted == "hop":
            match = {"next_hop": str(home.hop)}
        if match is not None:
            matches = [match]
            if home.second is not None:
                matches.append({"next_hop": str(home.second[1])})
            self.declared.circuits.append(
                {"contract": f"027/{home.number}/2026", "provider": "Kominfo", "site": home.code,
                 "match": matches}
            )  # fmt: skip
        activity = Activity(
            home.rng, self.days, self.start_s, closed={*HOLIDAYS, *home.closed},
            is_round_the_clock=home.number % 40 == 7,
        )  # fmt: skip
        home.router = self.add(
            Agent(home.device, home.code, home.platform, home.box, activity,
                  self.chance(home.device), self.start_s - self.rng.uniform(5, 200) * DAY_S,
                  home.is_v3),
            home.management, "router",
        )  # fmt: skip
        if home.has_switch:
            home.switch = self.add(
                Agent(home.switch_name, home.code, SWITCH, home.switch_box, activity,
                      self.chance(home.switch_name), self.start_s - 90 * DAY_S),
                home.lan_address(250), "switch",
            )  # fmt: skip

    def _settle_upstream(self, upstream: Upstream) -> None:
        homes = [home for home in self.homes if home.upstream is upstream]
        serial = serial_of(self.rng, "Cisco")

        def box() -> Box:
            box = Box(CISCO.object_id, CISCO.descr, upstream.name, "Pusat Data", serial,
                      bytes.fromhex("800000090300") + upstream.loopback.packed)  # fmt: skip
            box.ports = [Port("loop", "Lo0", type=24), Port("core", "Te0/0/0", mac=upstream.mac)]
            box.held = [Held("loop", IPv4Interface((int(upstream.loopback), 32)))]
            core = IPv4Address("10.255.254.1")
            box.held.append(Held("core", IPv4Interface((int(core) + int(upstream.name[-1]), 24))))
            box.ways = [Way(core, "core", protocol=13)]
            box.resolved = [Resolved("core", core, "00:1b:54:00:00:01")]
            for home in homes:
                self.port_of(box, home)
            for home in self.homes:
                if home.second is not None and home.second[2] is upstream:
                    self._second_port_of(box, home, *home.second[:2])
            return box

        agent = Agent(upstream.name, CENTRE, CISCO, box, self.quiet(), self.chance(upstream.name),
                      self.start_s - 300 * DAY_S)  # fmt: skip
        self.add(agent, upstream.loopback, "core", is_still=True)
        for home in homes:
            home.edge = agent

    @staticmethod
    def port_of(box: Box, home: Home) -> None:
        """Give Kominfo's router the port at which a home's line ends."""
        uid = home.edge_port
        # What comes in here goes out there.
        box.ports.append(
            Port(uid, f"Gi0/0/1.{home.number + 10}", type=135, mac=home.upstream.mac,
                 alias=home.code, load_bps=home.load_bps * 0.3, steady_bps=120.0, share=1 / 0.3,
                 activity=home.agent().activity)
        )  # fmt: skip
        if home.is_carriers:
            return
        end = home.upstream_end or home.hop
        box.held.append(Held(uid, IPv4Interface(f"{end}/{home.own.network.prefixlen}")))
        box.resolved.append(Resolved(uid, home.own.ip, home.macs["wan"]))
        if home.is_announced:
            box.heard.append(
                Heard(uid, home.macs["wan"], home.device, home.platform.descr, home.management,
                      frozenset({"router"}), home.platform.maker, frozenset({"cdp"}))
            )  # fmt: skip

    @staticmethod
    def _second_port_of(box: Box, home: Home, own: IPv4Interface, hop: IPv4Address) -> None:
        uid, mac = f"second-{home.code}", box.port("core").mac
        box.ports.append(Port(uid, f"Gi0/0/2.{home.number + 10}", type=135, mac=mac,
                              load_bps=home.load_bps * 0.5, steady_bps=300.0))  # fmt: skip
        box.held.append(Held(uid, IPv4Interface(f"{hop}/30")))
        box.resolved.append(Resolved(uid, own.ip, home.macs["spare"]))

"""
A machine at an agency that serves like a data centre: web, database, mail, DNS together.

Why it matters: the regulation lets no agency keep a server; what runs outside the data centre is
backed up, patched and guarded by nobody.
Lies when: recorders, printers and NAS (give them the role `appliance`, which is not looked at), a
PC with agents and a local database, an approved branch server (a waiver says so).
Clears when: the services stop, the machine moves into the data centre, or a waiver covers it.

A kind of service counts where a port of it is open to others and a program of it runs. Routers
serve web pages and names by themselves, so on them it takes a database or mail; and programs that
only routers bring along (dnsmasq, uhttpd) count nowhere. Without a list of programs open ports are
a hint.
"""

from collections.abc import Collection, Iterable, Iterator

from monitor.data_centre import is_outside
from monitor.model.declared import DeviceRole
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, Interface, Listener, Process
from monitor.model.reading import TableStatus
from monitor.rule import Rule, Scene, evidence_of
from monitor.services import SERVICES, Service, listeners_of, ports_text


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal where several kinds of service run on a device outside the data centre."""
    if not is_outside(scene.device, scene.registry, scene.snapshot.addresses):
        return
    heard = {one: found for one in SERVICES if (found := listeners_of(one, scene.snapshot))}
    running = {one: programs for one in heard if (programs := _programs(one, scene))}
    if _is_server(running, scene):
        ports = [seen for one in running for seen in heard[one]]
        programs = [seen for found in running.values() for seen in found]
        yield _signal(list(running), Strength.STRONG, ports, programs, scene)
    elif _is_server(heard, scene) and scene.snapshot.status_of(Process) is not TableStatus.COMPLETE:
        ports = [seen for found in heard.values() for seen in found]
        yield _signal(list(heard), Strength.HINT, ports, [], scene)


def _programs(service: Service, scene: Scene) -> list[Process]:
    return [one for one in scene.snapshot.processes if _program(one.name) in service.programs]


def _program(name: str) -> str:
    """Return a program's bare name: of `W3WP.exe`, `nginx: worker` and `/usr/sbin/named` too."""
    path = (name.split() or [""])[0]
    return path.rpartition("/")[2].casefold().rstrip(":").removesuffix(".exe")


def _is_server(found: Collection[Service], scene: Scene) -> bool:
    if scene.device.role is DeviceRole.ROUTER and all(one.of_routers for one in found):
        return False
    return len(found) >= scene.threshold(RULE, "services")


def _signal(
    services: Iterable[Service],
    strength: Strength,
    listeners: list[Listener],
    programs: list[Process],
    scene: Scene,
) -> Signal:
    is_sure = strength is Strength.STRONG
    en, id_ = (", ".join(names) for names in zip(*((s.en, s.id) for s in services), strict=True))
    ports = ports_text(listeners)
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=strength,
        kind=FindingKind.FOREIGN_SERVER,
        subject=scene.device.name,
        text=Sentence(
            en=f"{en} {'run' if is_sure else 'may run'} outside the data centre (ports {ports})",
            id=f"{id_} {'berjalan' if is_sure else 'mungkin berjalan'} di luar pusat data"
            f" (port {ports})",
        ),
        evidence=evidence_of((*listeners, *programs)),
    )


INDONESIAN = """
Mesin di Perangkat Daerah yang melayani seperti pusat data: web, basis data, surel, DNS sekaligus.

Mengapa penting: peraturan tidak mengizinkan Perangkat Daerah memiliki server; yang berjalan di luar
pusat data tidak dicadangkan, ditambal, dan dijaga siapa pun.
Bisa keliru bila: perekam, pencetak, dan NAS (beri peran `appliance`, yang tidak diperiksa), PC
dengan agen dan basis data lokal, server cabang yang disetujui (dengan surat izin).
Selesai bila: layanannya berhenti, mesinnya pindah ke pusat data, atau ada surat izin.
"""

RULE = Rule(
    id="server-at-agency",
    number=19,
    family=Family.SERVER,
    needs=(Interface, Listener),
    also=(Process, Address),
    thresholds={"services": 2},
    roles=frozenset({DeviceRole.ROUTER, DeviceRole.SERVER}),
    check=check,
)

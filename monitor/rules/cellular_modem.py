"""
A cellular modem (LTE, WWAN) that is up.

Why it matters: a SIM card is an internet line that no contract register shows.
Lies when: the modem is an approved backup (a waiver says so), or idle (`idle_backup_counts` says
whether one that is attached and carries nothing counts).
Clears when: the modem goes down, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_somewhere


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each modem that is up: proof of one that is attached, routed or busy."""
    for link in scene.suspects:
        if link.medium is Medium.CELLULAR:
            text = Sentence(
                en=f"{link.name} is a cellular modem{_operator(link)} that is {_use(link)}",
                id=f"{link.name} adalah modem seluler{_operator(link)} yang {_pakai(link)}",
            )
            yield RULE.on(link, _strength(link, scene), text, (*on_interface(link), *link.routes))


def _strength(link: Link, scene: Scene) -> Strength:
    # An address is given by a carrier's network: the SIM is in, and its session is up.
    is_attached = any(is_somewhere(own.address) for own in link.addresses)
    if link.is_routed or link.is_rising or (is_attached and scene.policy.idle_backup_counts):
        return Strength.PROOF
    return Strength.HINT


def _operator(link: Link) -> str:
    operator = link.interface.modem_operator if link.interface else None
    return f" (MCC-MNC {operator[:3]}-{operator[3:]})" if operator else whose(link)


def _use(link: Link) -> str:
    if link.is_routed:
        return "routed"
    return "carrying traffic" if link.is_rising else "connected"


def _pakai(link: Link) -> str:
    if link.is_routed:
        return "dirutekan"
    return "membawa trafik" if link.is_rising else "tersambung"


INDONESIAN = """
Modem seluler (LTE, WWAN) yang aktif.

Mengapa penting: kartu SIM adalah saluran internet yang tidak tampak dalam daftar kontrak mana pun.
Bisa keliru bila: modem itu cadangan yang disetujui (ada surat izin), atau menganggur
(`idle_backup_counts` menentukan apakah modem yang tersambung tanpa lalu lintas dihitung).
Selesai bila: modem mati, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="cellular-modem",
    number=7,
    family=Family.INTERFACE,
    needs=(Interface,),
    also=(Address,),
    check=check,
)

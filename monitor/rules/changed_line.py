"""
A contracted line is another line under the same name, or not what its contract says.

Why it matters: a circuit is known by the name of an interface, and names are given on the router:
a modem that is called like the city's fibre would be the city's.
Lies when: the provider changed how it delivers the line (announce the work, or write the new
contract into the register); the register has the wrong medium.
Clears when: the line is what it was, the change is on record, or a waiver covers the line.

Told is what says whose a line is: that it is dialled or cellular, behind carrier NAT, or of another
known provider. A changed gateway is told by a rule of its own.
"""

from collections.abc import Iterator

from monitor.contracts import (
    CARRIER_NAT,
    INTERNET,
    is_known_by_name_alone,
    key_of,
    new_facts,
    read,
)
from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface

_WORDS = {
    Medium.PPP.value: ("dialled by PPP", "sambungan PPP"),
    Medium.CELLULAR.value: ("a cellular modem", "modem seluler"),
    CARRIER_NAT: ("behind carrier-grade NAT", "di balik CGNAT penyedia"),
    INTERNET: ("numbered from the internet", "beralamat internet"),
}


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each contracted line that is not what it was, or ought to be."""
    for link in scene.links:
        if not link.is_up or link.circuit is None:
            continue
        medium = link.circuit.medium
        if medium is not None and link.medium not in (medium, Medium.OTHER):
            yield _otherwise(link, medium)
        known = scene.past.lines.get(key_of(link))
        if known is None or not is_known_by_name_alone(link):
            continue
        new = sorted(new_facts(link, read(known), scene.registry))
        if new:
            yield _changed(link, new)


def _otherwise(link: Link, medium: Medium) -> Signal:
    contract = link.circuit.contract if link.circuit else ""
    text = Sentence(
        en=f"{link.name} is {link.medium.value}, and by the contract {contract} it is"
        f" {medium.value}",
        id=f"{link.name} adalah {link.medium.value}, padahal menurut kontrak {contract}"
        f" {medium.value}",
    )
    return RULE.on(link, Strength.STRONG, text, on_interface(link), about=link.medium.value)


def _changed(link: Link, new: list[str]) -> Signal:
    told = [_WORDS.get(fact) or _of_provider(fact) for fact in new]
    contract = link.circuit.contract if link.circuit else ""
    text = Sentence(
        en=f"{link.name}, which the contract {contract} knows by its name, is now"
        f" {' and '.join(en for en, _ in told)}",
        id=f"{link.name}, yang dikenal kontrak {contract} dari namanya, kini"
        f" {' dan '.join(word for _, word in told)}",
    )
    return RULE.on(link, Strength.STRONG, text, on_interface(link), about=", ".join(new))


def _of_provider(fact: str) -> tuple[str, str]:
    name = fact.removeprefix("provider ")
    return f"numbered by {name}", f"beralamat {name}"


INDONESIAN = """
Tautan berkontrak kini saluran lain dengan nama yang sama, atau bukan seperti kata kontraknya.

Mengapa penting: sirkuit dikenal dari nama antarmuka, dan nama diberikan di router: modem yang
dinamai seperti serat optik kota akan dianggap milik kota.
Bisa keliru bila: penyedia mengubah cara menyalurkan tautan (umumkan pekerjaannya, atau tulis
kontrak barunya ke registri); media di registri salah.
Selesai bila: tautan kembali seperti semula, perubahannya dicatat, atau ada surat izin.
"""

RULE = Rule(
    id="changed-line",
    number=29,
    family=Family.INTERFACE,
    needs=(Interface, Address),
    check=check,
    doubts_contract=True,
)

"""
A device is another one than it was, or was reset.

Why it matters: whoever replaces or resets a router has its configuration in hand, and may have
brought one of their own.
Lies when: a replacement by the city itself (announce the work, also afterwards for the moment it
was noticed), new firmware, another card in the chassis.
Clears when: it is itself again, or the replacement is on record.
"""

from collections.abc import Iterator, Mapping

from monitor.identity import changes_of, identity_parts
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Identity
from monitor.rule import Rule, Scene

_NAMES = {
    "object_id": ("product", "produk"),
    "name": ("name", "nama"),
    "engine_id": ("SNMP engine ID", "SNMP engine ID"),
    "serial": ("serial number", "nomor seri"),
    "bridge_address": ("bridge address", "alamat bridge"),
    "engine_boots": ("count of restarts", "hitungan mulai ulang"),
}


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal if parts of the identity are others than they were."""
    known = scene.past.identity
    changes = changes_of(known, identity_parts(scene.snapshot.identity))
    if not changes:
        return
    # A serial number is the box itself; any other part alone may be firmware or a card.
    is_telling = "serial" in changes or len(changes) >= scene.threshold(RULE, "parts")
    told = [(*_NAMES[name], old, new) for name, (old, new) in sorted(changes.items())]
    text = Sentence(
        en="; ".join(f"its {en} was {old} and is {new}" for en, _, old, new in told),
        id="; ".join(f"{word} tadinya {old} dan kini {new}" for _, word, old, new in told),
    )
    yield RULE.on_device(
        scene.device,
        Strength.STRONG if is_telling else Strength.HINT,
        text,
        (scene.snapshot.identity,),
        kind=FindingKind.TAMPERING,
        about=_about(changes),
    )


def _about(changes: Mapping[str, tuple[str, str]]) -> str:
    """Say which device it is now: who was told that this one is right was told of no other."""
    if "serial" in changes:
        return changes["serial"][1]
    return ", ".join(new for name, (_, new) in sorted(changes.items()) if name != "engine_boots")


INDONESIAN = """
Perangkat bukan lagi yang dahulu, atau telah disetel ulang.

Mengapa penting: siapa pun yang mengganti atau menyetel ulang router memegang konfigurasinya, dan
mungkin membawa perangkat sendiri.
Bisa keliru bila: penggantian oleh kota sendiri (umumkan pekerjaannya, boleh juga belakangan untuk
saat perubahan itu tercatat), firmware baru, kartu lain di sasis.
Selesai bila: perangkat itu kembali seperti semula, atau penggantiannya dicatat.
"""

RULE = Rule(
    id="changed-identity",
    number=24,
    family=Family.LIFECYCLE,
    needs=(Identity,),
    check=check,
    thresholds={"parts": 2},
)

"""
A device that could be read refuses the city's credentials now.

Why it matters: whoever locks the city out of a router can do with it what they like.
Lies when: the city rotated its credentials and forgot this device. Where many devices refuse the
same credentials at once it is the credentials, and nothing is said of the devices.
Clears when: the device can be read again.

Silence is no refusal: a device that does not answer at all says nothing, and its findings freeze.
An agent of version 1 or 2c meets a wrong community with silence; it is only known to be there
where it also speaks version 3.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Refusal
from monitor.rule import Rule, Scene


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal if the device refuses, and did not always."""
    if not scene.past.answered:
        return
    for refusal in scene.snapshot.refusals:
        text = Sentence(
            en=f"it could be read before and refuses now: {refusal.detail}",
            id=f"sebelumnya dapat dibaca dan kini menolak: {refusal.detail}",
        )
        yield RULE.on_device(
            scene.device, Strength.STRONG, text, (refusal,), kind=FindingKind.TAMPERING
        )


INDONESIAN = """
Perangkat yang sebelumnya dapat dibaca kini menolak kredensial kota.

Mengapa penting: siapa yang mengunci kota dari sebuah router dapat berbuat apa saja dengannya.
Bisa keliru bila: kota mengganti kredensialnya dan lupa perangkat ini. Bila banyak perangkat menolak
kredensial yang sama sekaligus, kredensiallah penyebabnya, dan tidak ada yang dikatakan tentang
perangkatnya.
Selesai bila: perangkat dapat dibaca lagi.
"""

RULE = Rule(
    id="refused-access",
    number=25,
    family=Family.LIFECYCLE,
    needs=(Refusal,),
    check=check,
)

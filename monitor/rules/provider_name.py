"""
A provider's name in the description of a line that nobody registered.

Why it matters: people write down whose line it is.
Lies when: the comment is old; the words are ordinary ones, so only whole words count.
Clears when: the description changes, the circuit is registered, or a waiver covers it.

A name alone is never a violation: the city rents lines from providers too.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.observation import Interface
from monitor.rule import Rule, Scene


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each link that is called like a provider."""
    for link in scene.suspects:
        for name in link.names:
            found = scene.registry.providers.providers_in_text(name)
            if not found or link.interface is None:
                continue
            strength = Strength.STRONG if link.is_rising else Strength.HINT
            text = Sentence(
                en=f"{link.name} is called “{name}”, which names {found[0].name}",
                id=f"{link.name} diberi nama “{name}”, yang menyebut {found[0].name}",
            )
            yield RULE.on(link, strength, text, (link.interface,))
            break


INDONESIAN = """
Nama operator dalam keterangan saluran yang tidak didaftarkan siapa pun.

Mengapa penting: orang menuliskan milik siapa saluran itu.
Bisa keliru bila: keterangannya sudah lama; katanya kata biasa, maka hanya kata utuh yang dihitung.
Selesai bila: keterangan diubah, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="provider-name",
    number=18,
    family=Family.TEXT,
    needs=(Interface,),
    check=check,
)

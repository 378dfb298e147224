"""
The traffic of a city's line fell one day, and has stayed low.

Why it matters: it is how a second line begins to be used, seen from the first.
Lies when: the office moved, a server moved away, people are on leave.
Clears when: the traffic comes back, or the low level has become the usual one.
"""

from collections.abc import Iterator
from statistics import median

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.numbers import share_words
from monitor.model.observation import Interface
from monitor.rule import Rule, Scene, on_interface
from monitor.usage import days_of


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each of the city's lines that is up and has changed for the less."""
    days = round(scene.threshold(RULE, "days"))
    before = round(scene.threshold(RULE, "days_before"))
    for link in scene.links:
        usage = scene.past.usages.get(link.name)
        if usage is None or not link.is_registered or not link.is_up:
            continue
        rates = [day.rate for day in days_of(usage) if day.rate is not None]
        old, new = rates[:-days], rates[-days:]
        if len(old) < before or median(old) < scene.threshold(RULE, "least_rate"):
            continue
        drop = 1 - max(new) / median(old)
        if drop < scene.threshold(RULE, "drop"):
            continue
        text = Sentence(
            en=f"the traffic of {link.name} fell by {share_words('en', drop)} and has stayed low"
            f" for {days} days",
            id=f"trafik {link.name} turun {share_words('id', drop)} dan tetap rendah selama"
            f" {days} hari",
        )
        yield RULE.on(link, Strength.HINT, text, on_interface(link), kind=FindingKind.SILENT_BYPASS)


INDONESIAN = """
Lalu lintas tautan kota turun pada suatu hari dan tetap rendah.

Mengapa penting: begitulah mulainya pemakaian saluran kedua, dilihat dari saluran pertama.
Bisa keliru bila: kantor pindah, server dipindahkan, banyak orang cuti.
Selesai bila: lalu lintas kembali, atau tingkat rendah itu sudah menjadi kebiasaan.
"""

RULE = Rule(
    id="lasting-drop",
    number=23,
    family=Family.TRAFFIC,
    needs=(Interface,),
    check=check,
    thresholds={"days": 3, "days_before": 8, "drop": 0.70, "least_rate": 250},
)

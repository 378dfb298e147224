"""
A city's line that goes down and up while people work, day after day.

Why it matters: it is what fail-over by hand looks like: the cable is moved to another box and back.
Lies when: power cuts, a bad fibre, a loose connector; most of them are that.
Clears when: the line has been quiet for some days.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Interface
from monitor.rule import Rule, Scene, on_interface
from monitor.usage import days_of


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each of the city's lines that flaps on many days."""
    least = scene.threshold(RULE, "flaps")
    window = round(scene.threshold(RULE, "window_days"))
    for link in scene.links:
        usage = scene.past.usages.get(link.name)
        if usage is None or not link.is_registered:
            continue
        bad = sum(day.flaps >= least for day in days_of(usage)[-window:])
        if bad < scene.threshold(RULE, "days"):
            continue
        text = Sentence(
            en=f"{link.name} went down or up again and again on {bad} of the last {window} days",
            id=f"{link.name} berulang kali putus-sambung pada {bad} dari {window} hari terakhir",
        )
        yield RULE.on(link, Strength.HINT, text, on_interface(link), kind=FindingKind.SILENT_BYPASS)


INDONESIAN = """
Tautan kota yang putus-sambung selagi orang bekerja, hari demi hari.

Mengapa penting: begitulah rupa perpindahan manual: kabel dipindahkan ke perangkat lain dan kembali.
Bisa keliru bila: listrik padam, serat rusak, konektor longgar; kebanyakan memang itu.
Selesai bila: tautan tenang selama beberapa hari.
"""

RULE = Rule(
    id="flapping-line",
    number=26,
    family=Family.LIFECYCLE,
    needs=(Interface,),
    check=check,
    thresholds={"flaps": 4, "days": 4, "window_days": 10},
)

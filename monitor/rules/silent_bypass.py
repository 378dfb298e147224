"""
People work there as always, and the city's line is hardly used.

Why it matters: an agency that got its own line often leaves the city's plugged in. No table shows
the other line, but the traffic is missing.
Lies when: holidays, outages and scheduled cut-offs (declare them in the calendar; nights count for
nothing), a server that moved away, a new cache.
Clears when: the line is used again as it was usual.

Compared is each working hour with the same hours of the weeks before, by the median; a working day
counts by the median of its hours. This can support an accusation and never makes one alone: the
finding opens only where something else than traffic and names speaks for it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.memory import Day
from monitor.model.numbers import share_words
from monitor.model.observation import ArpEntry, Interface
from monitor.rule import Rule, Scene, on_interface
from monitor.usage import days_of


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each of the city's lines that is hardly used, day after day."""
    least_days = scene.threshold(RULE, "days")
    for link in scene.links:
        usage = scene.past.usages.get(link.name)
        if usage is None or not link.is_registered:
            continue
        low = _low_days(days_of(usage), scene)
        if len(low) < least_days:
            continue
        traffic, clients = low[-1]
        text = Sentence(
            en=f"for {len(low)} working days {link.name} has carried little, last"
            f" {share_words('en', traffic)} of its usual traffic, while"
            f" {share_words('en', clients)} of the usual clients were there",
            id=f"selama {len(low)} hari kerja {link.name} membawa sedikit, terakhir"
            f" {share_words('id', traffic)} dari trafik biasanya, padahal"
            f" {share_words('id', clients)} dari klien biasanya hadir",
        )
        yield RULE.on(
            link, Strength.STRONG, text, on_interface(link), kind=FindingKind.SILENT_BYPASS
        )


def _low_days(days: list[Day], scene: Scene) -> list[tuple[float, float]]:
    """Return the ratios of the last working days in a row that were low; unknown ones count not."""
    low: list[tuple[float, float]] = []
    for day in reversed(days):
        traffic, clients = day.traffic_ratio, day.clients_ratio
        if traffic is None or clients is None:
            continue
        is_low = traffic < scene.threshold(RULE, "traffic_ratio")
        if not is_low or clients < scene.threshold(RULE, "clients_ratio"):
            break
        low.append((traffic, clients))
    return low[::-1]


INDONESIAN = """
Orang bekerja di sana seperti biasa, tetapi tautan kota hampir tidak dipakai.

Mengapa penting: Perangkat Daerah yang memasang saluran sendiri sering membiarkan saluran kota tetap
tercolok. Tidak ada tabel yang menunjukkan saluran lain itu, tetapi lalu lintasnya hilang.
Bisa keliru bila: hari libur, gangguan, dan pemutusan terjadwal (catat dalam kalender; malam tidak
dihitung), server yang dipindahkan, cache baru.
Selesai bila: tautan dipakai lagi seperti biasanya.
"""

RULE = Rule(
    id="silent-bypass",
    number=22,
    family=Family.TRAFFIC,
    needs=(Interface, ArpEntry),
    check=check,
    thresholds={"days": 5, "traffic_ratio": 0.10, "clients_ratio": 0.50},
)

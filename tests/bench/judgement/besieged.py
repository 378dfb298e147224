"""
The one command about evaders: live through besieged cities and say how far everybody came.

    python -m tests.bench.judgement.besieged --seeds 401-405 --markdown evaders.md
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from exporters.coverage import AgencyStatus
from tests.bench.judgement import report
from tests.bench.judgement.evasion import Evaded, Fate, evaded, honest_ends
from tests.bench.judgement.remember import remembering
from tests.bench.judgement.report import Table
from tests.bench.judgement.run import commit, seeds_of
from tests.bench.judgement.score import Score, interval, most
from tests.bench.judgement.simulate import lived
from tests.measured_city.evaders import besieged

_GOAL_SITE_DAYS = 100_000


class Siege:
    """What came of several seeds."""

    def __init__(self) -> None:
        self.score = Score()
        self.evaders: list[Evaded] = []
        self.honest: dict[str, Counter[str]] = defaultdict(Counter)

    def live(self, seed: int, days: int) -> None:
        """Live through one seed."""
        estate = besieged.city(seed, days)
        agencies = {home.code: home.agency for home in estate.homes}
        with remembering():
            outcome = lived(estate, is_watched=True)
        self.score.take(outcome)
        self.evaders += evaded(outcome, agencies, self.score)
        for kind, ends in honest_ends(outcome, agencies).items():
            self.honest[kind].update(ends)

    def tables(self) -> list[Table]:
        """Return everything there is to say."""
        return [self._goals(), self._tricks(), self._honest(), self._compliant(), self._false()]

    def _goals(self) -> Table:
        count = len(self.evaders)
        fates = Counter(one.fate for one in self.evaders)
        told = fates[Fate.FOUND] + fates[Fate.WITHHELD]
        ends = sum(one.ends is AgencyStatus.COMPLIANT for one in self.evaders)
        alone = sum(
            one.has_one_witness for one in self.evaders if one.ends is AgencyStatus.COMPLIANT
        )
        false, days = len(self.score.false()), self.score.site_days
        at_most = f"{most(false) / days * _GOAL_SITE_DAYS:,.0f} in {_GOAL_SITE_DAYS:,} (95 %)"
        plain = self.honest.get("nothing odd at the site", Counter())
        rows = [
            ("evaders", str(count), ""),
            ("compliant at the end", _share(ends, count), "0"),
            ("of those, said to have one witness only", str(alone), "told"),
            ("compliant after a day", _share(fates[Fate.COMPLIANT], count), "0"),
            ("found, or said as withheld, within a day", _share(told, count), ">= 0.8"),
            *((f"after a day: {fate}", _share(fates[fate], count), "") for fate in Fate),
            ("false accusations", f"{false} in {days:,.0f} site-days, at most {at_most}", "0"),
            ("of those at the city's own work and a stale registry",
             str(sum(one.is_at_own_work for one in self.score.false())), "told"),
            ("sites with nothing odd that end compliant",
             _share(plain["compliant"], sum(plain.values())), "told"),
            ("polls", f"{self.score.polls:,}", ""),
            ("errors of rules", str(dict(self.score.rule_errors)), "{}"),
        ]  # fmt: skip
        return Table("Evaders", ("what", "measured", "goal"), tuple(rows))

    def _tricks(self) -> Table:
        counts: dict[tuple[str, int], list[Evaded]] = defaultdict(list)
        for one in self.evaders:
            counts[one.guilt.kind, one.guilt.effort].append(one)
        rows = []
        for (kind, effort), ones in sorted(counts.items()):
            fates = Counter(one.fate for one in ones)
            ends = sum(one.ends is AgencyStatus.COMPLIANT for one in ones)
            cells = [str(fates[fate]) for fate in Fate]
            late = sum(one.is_found_at_all and one.fate is not Fate.FOUND for one in ones)
            rows.append((kind, str(effort), str(len(ones)), *cells, str(late), str(ends)))
        columns = (
            "trick",
            "effort",
            "cases",
            *map(str, Fate),
            "found later",
            "compliant at the end",
        )
        return Table("Tricks, after a day", columns, tuple(rows))

    def _honest(self) -> Table:
        accused: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.score.false():
            for kind in set(one.beside) or {"nothing odd at the site"}:
                accused[kind][one.said.band] += 1
        rows = [
            (kind, str(sum(ends.values())), str(accused[kind]["proof"]),
             str(accused[kind]["indicated"]), str(ends["compliant"]), str(ends["unknown"]),
             str(ends["violating"]))
            for kind, ends in sorted(self.honest.items())
        ]  # fmt: skip
        columns = ("honest", "sites", "accused with proof", "accused, indicated",
                   "end compliant", "end unknown", "end violating")  # fmt: skip
        return Table("Those who look like them", columns, tuple(rows))

    def _compliant(self) -> Table:
        rows = [
            (str(one.seed), one.guilt.kind, str(one.guilt.effort), one.guilt.device, one.fate,
             one.ends)
            for one in self.evaders
            if AgencyStatus.COMPLIANT is one.ends or one.fate is Fate.COMPLIANT
        ]  # fmt: skip
        columns = ("seed", "trick", "effort", "device", "after a day", "at the end")
        return Table("Taken for clean", columns, tuple(rows))

    def _false(self) -> Table:
        rows = [
            (str(one.seed), one.said.device, f"{one.day:.1f}", one.said.kind, one.said.subject,
             one.said.band, ", ".join(one.beside), one.said.text)
            for one in self.score.false()
        ]  # fmt: skip
        columns = ("seed", "device", "day", "kind", "subject", "band", "truth", "what was said")
        return Table("False accusations", columns, tuple(rows))


def _share(part: int, whole: int) -> str:
    if not whole:
        return "none"
    low, high = interval(part / whole, whole)
    return f"{part} of {whole} = {part / whole:.3f} ({low:.3f}-{high:.3f})"


def main(
    seeds: Annotated[str, typer.Option(help="Seeds, as in 401-405.")] = "401-405",
    days: Annotated[int, typer.Option(help="Simulated days.")] = 10,
    *,
    markdown: Annotated[Path | None, typer.Option(help="Write the tables there too.")] = None,
) -> None:
    """Measure how far evaders come."""
    console, siege, started_s = Console(), Siege(), time.monotonic()
    for seed in seeds_of(seeds):
        siege.live(seed, days)
        console.print(f"seed {seed} after {time.monotonic() - started_s:.0f} s")
    found = siege.tables()
    report.show(console, found)
    if markdown is not None:
        markdown.write_text(_told(seeds, days, found), encoding="utf-8")


def _told(seeds: str, days: int, found: Iterable[Table]) -> str:
    command = f"python -m tests.bench.judgement.besieged --seeds {seeds} --days {days}"
    head = f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, commit {commit()}"
    return f"{head}\n\n{report.markdown(found)}"


if __name__ == "__main__":
    typer.run(main)

"""
The score as tables: for a terminal and, the same, as Markdown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table as RichTable

from monitor.model.numbers import rounded_down, share_words
from tests.bench.judgement.score import Score, interval, most, percentile
from tests.measured_city.labels import Level

TUNING_SEEDS = range(1, 6)
_TARGETS = {Level.VISIBLE: 0.99, Level.CONCEALED: 0.8}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: title, columns, rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(score: Score) -> list[Table]:
    """Return everything there is to say of a score."""
    return [
        _goals(score), _kinds(score), _findings(score), _bands(score), _innocents(score),
        _missed(score), _false(score),
    ]  # fmt: skip


def _goals(score: Score) -> Table:
    thousand = score.site_days / 1000
    rows = []
    for band, goal in (("proof", "0"), ("indicated", "")):
        found = len(score.false(band))
        told = f"{found} ({found / thousand:.3f} per 1,000 site-days)"
        rows.append((f"false accusations, {band}", told, goal))
    own = sum(one.is_at_own_work for one in score.false())
    rows.append(("of those at the city's own work and a stale registry", str(own), "told"))
    others = len(score.false()) - own
    at_most = f"{most(others) / score.site_days * 1e5:,.1f} in 100,000 site-days (95 %)"
    rows.append(("false accusations, the others", f"{others}, at most {at_most}", "0"))
    for level in Level:
        found, cases = score.recall(level)
        told = f"{found} of {cases}" + (
            f" = {found / cases:.3f}{_between(found, cases)}" if cases else ""
        )
        goal = f">= {_TARGETS[level]}" if level in _TARGETS else "coverage only"
        rows.append((f"found of {level}", told, goal))
    delay_s = score.proof_delay_s()
    rows.append(("median time to flag with proof",
                 "-" if delay_s is None else _duration(delay_s), "<= 5 min"))  # fmt: skip
    off = max((abs(right - said) for _, _, said, right in score.calibration()), default=0.0)
    rows.append(("calibration, worst band", f"{off:+.2f}", "within 0.07"))
    for reason, (cases, found) in score.left_out().items():
        rows.append((f"left out: {reason}", f"{cases}, of which {found} were found", "told"))
    rows.append(("waivers shown as exempt", f"{score.exempted} of {score.waived}", "all"))
    rows.append(("breaches said under several names", str(score.repeated()), "0"))
    rows.append(("still said two days after the end", str(len(score.stale())), "0"))
    rows.append(("site-days, polls", f"{score.site_days:,.0f}, {score.polls:,}", ""))
    if score.rule_errors:
        rows.append(("errors of rules", str(dict(score.rule_errors)), "none"))
    return Table("Goals", ("what", "measured", "goal"), tuple(rows))


def _between(found: int, cases: int) -> str:
    """Write the 95 % interval of a share."""
    low, high = interval(found / cases, cases)
    return f" ({low:.3f}-{high:.3f})"


def _kinds(score: Score) -> Table:
    rows = []
    for row in score.rows():
        times = ("-", "-")
        if row.delays_s:
            delays = row.delays_s
            times = (_duration(median(delays)), _duration(percentile(delays, 0.95)))
        rows.append((row.kind, row.level.value, str(row.cases), str(len(row.delays_s)),
                     f"{rounded_down(row.recall, 2):.2f}", *times))  # fmt: skip
    columns = ("breach", "level", "cases", "found", "recall", "median", "95 %")
    return Table("Breaches", columns, tuple(rows))


def _findings(score: Score) -> Table:
    rows = tuple(
        (kind, str(said), str(right), str(said - right), f"{rounded_down(right / said, 3):.3f}")
        for kind, said, right in score.by_kind_of_finding()
    )
    return Table("Findings", ("kind", "said", "right", "wrong", "precision"), rows)


def _bands(score: Score) -> Table:
    rows = tuple(
        (
            band, str(number), f"{rounded_down(said, 2):.2f}", f"{rounded_down(right, 2):.2f}",
            "{:.2f}-{:.2f}".format(*interval(right, number)), f"{right - said:+.2f}",
        )
        for band, number, said, right in score.calibration()
    )  # fmt: skip
    columns = ("confidence", "said", "mean", "right", "95 % interval of right", "off by")
    return Table("Calibration", columns, rows)


def _innocents(score: Score) -> Table:
    rows = tuple(
        (kind, str(cases), str(proof), str(other))
        for kind, cases, proof, other in score.by_innocence()
    )
    columns = ("innocent", "cases", "accused with proof", "accused, indicated")
    return Table("Innocents", columns, rows)


def _missed(score: Score) -> Table:
    rows = tuple(
        (str(case.seed), case.guilt.kind, case.guilt.level.value, case.guilt.device)
        for case in score.missed()
    )
    return Table("Breaches that were missed", ("seed", "breach", "level", "device"), rows)


def _false(score: Score) -> Table:
    rows = tuple(
        (str(one.seed), one.said.device, f"{one.day:.1f}", one.said.kind, one.said.subject,
         f"{share_words('en', one.said.confidence)} {one.said.band}", ", ".join(one.beside),
         one.said.text)
        for one in score.false()
    )  # fmt: skip
    columns = ("seed", "device", "day", "kind", "subject", "sure", "truth", "what was said")
    return Table("False accusations", columns, rows)


def show(console: Console, found: Iterable[Table]) -> None:
    """Print tables for people."""
    for table in found:
        drawn = RichTable(title=table.title, title_justify="left", title_style="bold")
        for name in table.columns:
            drawn.add_column(name, overflow="fold")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)


def markdown(found: Iterable[Table]) -> str:
    """Write tables as Markdown."""
    parts = []
    for table in found:
        head = [_line(table.columns), _line(["---"] * len(table.columns))]
        lines = [*head, *map(_line, table.rows)] if table.rows else ["None."]
        parts.append("\n".join((f"### {table.title}", "", *lines)))
    return "\n\n".join(parts) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _duration(seconds: float) -> str:
    if seconds < 5400:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172800 else f"{seconds / 86400:.1f} d"

"""One finding's story in a terminal: what, since when, how sure and why, what would clear it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exporters.causes import cause_words
from exporters.words import band_word, day_words, kind_word, state_word, time_words
from monitor.confidence import Cap, Weighing
from monitor.model.finding import Finding, State, Transition, Word
from monitor.model.policy import Policy

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "where": "Where",
        "what": "What",
        "state": "State",
        "frozen": "cannot be seen now",
        "first_seen": "First seen",
        "opened": "Said since",
        "last_seen": "Last seen",
        "resolved": "Resolved",
        "recurrences": "Came back",
        "times": "times",
        "waiver": "Waiver",
        "until": "until",
        "verdict": "A person's word",
        "former": "A person's former word",
        "sure": "How sure",
        "now": "With the weights of today it would be {value:.2f}.",
        "combined": "1 − ∏(1 − weight) of what counts is {combined:.2f}.",
        "uncorroborated": "It may be at most {cap:.2f} without a proof, or two strong signals of"
        " different families.",
        "weak_families": "It may be at most {cap:.2f} where only {families} speak.",
        "signal": "signal",
        "family": "family",
        "strength": "strength",
        "weight": "weight",
        "counts": "counts",
        "yes": "yes",
        "no": "no: one of its family does",
        "why": "Why: what was read",
        "cell": "column",
        "oid": "OID",
        "type": "type",
        "value": "value as read",
        "no_rows": "no rows were kept",
        "clears": "What would clear it",
        "polls": "It closes after {count} clean and complete polls in a row that do not see it;"
        " {clean} so far.",
        "polls_suspected": "A suspicion that is not seen again is forgotten after {days:g} days.",
        "lies": "What could make it wrong",
        "history": "History",
        "time": "time",
        "change": "change",
        "cause": "cause",
        "by": "by, with note",
        "none": "none",
        "verified": "verified",
        "rejected": "rejected as a false positive",
    },
    "id": {
        "where": "Di mana",
        "what": "Apa",
        "state": "Keadaan",
        "frozen": "sekarang tidak terlihat",
        "first_seen": "Pertama terlihat",
        "opened": "Dinyatakan sejak",
        "last_seen": "Terakhir terlihat",
        "resolved": "Selesai",
        "recurrences": "Berulang",
        "times": "kali",
        "waiver": "Surat izin",
        "until": "berlaku s.d.",
        "verdict": "Pernyataan petugas",
        "former": "Pernyataan petugas sebelumnya",
        "sure": "Seberapa yakin",
        "now": "Dengan bobot hari ini nilainya {value:.2f}.",
        "combined": "1 − ∏(1 − bobot) dari yang dihitung adalah {combined:.2f}.",
        "uncorroborated": "Paling tinggi {cap:.2f} tanpa satu bukti, atau dua tanda kuat dari"
        " kelompok yang berbeda.",
        "weak_families": "Paling tinggi {cap:.2f} bila hanya {families} yang berbicara.",
        "signal": "tanda",
        "family": "kelompok",
        "strength": "kekuatan",
        "weight": "bobot",
        "counts": "dihitung",
        "yes": "ya",
        "no": "tidak: yang lain dari kelompoknya",
        "why": "Mengapa: yang terbaca",
        "cell": "kolom",
        "oid": "OID",
        "type": "tipe",
        "value": "nilai seperti terbaca",
        "no_rows": "tidak ada baris yang disimpan",
        "clears": "Apa yang menyelesaikannya",
        "polls": "Temuan ditutup setelah {count} pemeriksaan bersih dan lengkap berturut-turut"
        " tanpa melihatnya; sejauh ini {clean}.",
        "polls_suspected": "Dugaan yang tidak terlihat lagi dilupakan setelah {days:g} hari.",
        "lies": "Apa yang dapat membuatnya keliru",
        "history": "Riwayat",
        "time": "waktu",
        "change": "perubahan",
        "cause": "sebab",
        "by": "oleh, dengan catatan",
        "none": "tidak ada",
        "verified": "terverifikasi",
        "rejected": "salah deteksi",
    },
}


@dataclass(frozen=True, slots=True)
class RuleStory:
    """What a rule says of itself: `clears` and `lies` in the reader's language."""

    rule: str
    clears: str
    lies: str


@dataclass(frozen=True, slots=True)
class Story:
    """All there is to tell of a finding; `column_of` names the column that an OID is a cell of."""

    finding: Finding
    history: Sequence[Transition]
    weighing: Weighing
    rules: Sequence[RuleStory]
    policy: Policy
    zone: tzinfo
    column_of: Callable[[str], tuple[str, str]]


def print_story(console: Console, story: Story, lang: str) -> None:
    """Print a finding's story in `en` or `id`."""
    _Printer(console, story, lang).print()


class _Printer:
    def __init__(self, console: Console, story: Story, lang: str) -> None:
        self._console = console
        self._story = story
        self._lang = lang
        self._words = _WORDS[lang]

    def print(self) -> None:
        case = self._story.finding.case
        self._console.print(Text(case.text.in_language(self._lang)), style="bold")
        self._console.print(self._facts())
        self._head("sure")
        self._confidence()
        self._head("why")
        self._evidence()
        self._head("clears")
        self._list((one.rule, one.clears) for one in self._story.rules)
        self._console.print(Padding(self._closing(), (0, 0, 0, 2)))
        self._head("lies")
        self._list((one.rule, one.lies) for one in self._story.rules)
        self._head("history")
        self._console.print(self._history())

    def _head(self, word: str) -> None:
        self._console.print(f"\n{self._words[word]}", style="bold")

    def _facts(self) -> Table:
        finding, case = self._story.finding, self._story.finding.case
        table = Table.grid(padding=(0, 2))
        table.add_row("ID", Text(f"{finding.id}  {finding.key}"))
        self._fact(table, "what", f"{kind_word(self._lang, case.kind)}: {case.subject}")
        place = (case.agency, case.site, case.device, case.link)
        self._fact(table, "where", " / ".join(part for part in place if part))
        frozen = f", {self._words['frozen']}" if finding.frozen else ""
        self._fact(table, "state", state_word(self._lang, finding.state) + frozen)
        for word, time_s in (
            ("first_seen", finding.first_seen_s),
            ("opened", finding.opened_s),
            ("last_seen", finding.last_seen_s),
            ("resolved", finding.resolved_s),
        ):
            if time_s is not None:
                self._fact(table, word, self._time(time_s))
        if finding.recurrences:
            self._fact(table, "recurrences", f"{finding.recurrences} {self._words['times']}")
        if case.waiver:
            until = case.waiver_until
            day = f", {self._words['until']} {day_words(self._lang, until)}" if until else ""
            self._fact(table, "waiver", case.waiver + day)
        if finding.verdict is not None:
            verdict = finding.verdict
            holds = finding.state is State(verdict.word) or finding.state is State.EXEMPT
            said = self._words[verdict.word]
            when = self._time(verdict.time_s)
            self._fact(
                table,
                "verdict" if holds or verdict.word is Word.REJECTED else "former",
                f"{said}: {verdict.who}, {when}: {verdict.note}",
            )
        return table

    def _fact(self, table: Table, word: str, text: str) -> None:
        table.add_row(self._words[word], Text(text))

    def _confidence(self) -> None:
        weighing, case = self._story.weighing, self._story.finding.case
        caps = self._story.policy.caps
        self._console.print(f"  {case.confidence:.2f}, {band_word(self._lang, case.band)}")
        table = Table(
            *(self._words[word] for word in ("signal", "family", "strength", "weight", "counts")),
            box=None,
            pad_edge=True,
        )
        for part in weighing.parts:
            signal = part.signal
            counts = self._words["yes" if part.counts else "no"]
            table.add_row(
                Text(signal.rule), signal.family, signal.strength, f"{part.weight:.2f}", counts
            )
        self._console.print(table)
        lines = [self._words["combined"].format(combined=weighing.combined)]
        limits = {Cap.UNCORROBORATED: caps.uncorroborated, Cap.WEAK_FAMILIES: caps.weak_families}
        lines += [
            self._words[cap].format(cap=limits[cap], families=", ".join(sorted(caps.weak)))
            for cap in weighing.caps
        ]
        if round(weighing.value, 2) != round(case.confidence, 2):
            lines.append(self._words["now"].format(value=weighing.value))
        for line in lines:
            self._console.print(Padding(line, (0, 0, 0, 2)))

    def _evidence(self) -> None:
        for signal in self._story.finding.case.signals:
            text = Text(f"{signal.rule}: {signal.text.in_language(self._lang)}")
            self._console.print(Padding(text, (0, 0, 0, 2)))
            if not signal.evidence:
                self._console.print(f"    {self._words['no_rows']}")
                continue
            table = Table(
                *(self._words[word] for word in ("cell", "oid", "type", "value")),
                box=None,
                pad_edge=True,
            )
            for cell in signal.evidence:
                table_name, column = self._story.column_of(cell.oid)
                table.add_row(
                    Text(column or table_name), Text(cell.oid), Text(cell.type), Text(cell.value)
                )
            self._console.print(Padding(table, (0, 0, 0, 2)))

    def _closing(self) -> str:
        finding, rule = self._story.finding, self._story.policy.hysteresis
        told = self._words["polls"].format(count=rule.clear_polls, clean=finding.clean)
        if finding.state is State.SUSPECTED:
            days = rule.suspicion_s / 86400
            told += " " + self._words["polls_suspected"].format(days=days)
        return told

    def _list(self, told: Iterable[tuple[str, str]]) -> None:
        for rule, text in told:
            self._console.print(Padding(Text(f"{rule}: {text}"), (0, 0, 0, 2)))

    def _history(self) -> Table | str:
        if not self._story.history:
            return f"  {self._words['none']}"
        table = Table(
            *(self._words[word] for word in ("time", "change", "cause", "by")),
            box=None,
            pad_edge=True,
        )
        for told in self._story.history:
            after = state_word(self._lang, told.after)
            before = "" if told.before is None else state_word(self._lang, told.before)
            change = after if before in (after, "") else f"{before} → {after}"
            by = f"{told.who}: {told.note}" if told.note else told.who
            table.add_row(
                self._time(told.time_s),
                change,
                Text(cause_words(self._lang, told.cause)),
                Text(by),
            )
        return table

    def _time(self, time_s: float) -> str:
        return time_words(self._lang, time_s, self._story.zone)

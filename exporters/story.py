"""All there is to tell of one finding, and the words to tell it in, for a terminal or a page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from exporters.causes import cause_words
from exporters.words import day_words, kind_word, state_word, time_words
from monitor.confidence import Cap, Weighing
from monitor.model.finding import Family, Finding, State, Strength, Transition, Word
from monitor.model.numbers import decimal_words, share_words
from monitor.model.policy import Policy

STORY_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "where": "Where",
        "what": "What",
        "state": "State",
        "frozen": "cannot be seen now",
        "first_seen": "First seen",
        "opened": "Said since",
        "last_seen": "Last seen",
        "or_later": "or later: no daemon could be asked",
        "resolved": "Resolved",
        "recurrences": "Came back",
        "times": "times",
        "waiver": "Waiver",
        "until": "until",
        "verdict": "A person's word",
        "former": "A person's former word",
        "sure": "How sure",
        "now": "With the weights of today it would be {value}.",
        "combined": "1 − ∏(1 − weight) of what counts is {combined}.",
        "uncorroborated": "It may be at most {cap} without a proof, or two strong signals of"
        " different families.",
        "weak_families": "It may be at most {cap} where only {families} speak.",
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
        "polls_suspected": "A suspicion that is not seen again is forgotten after {days} days.",
        "lies": "What could make it wrong",
        "history": "History",
        "time": "time",
        "change": "change",
        "cause": "cause",
        "by": "by, with note",
        "earlier": "earlier changes are not shown",
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
        "or_later": "atau sesudahnya: daemon tidak dapat ditanya",
        "resolved": "Selesai",
        "recurrences": "Berulang",
        "times": "kali",
        "waiver": "Surat izin",
        "until": "berlaku s.d.",
        "verdict": "Pernyataan petugas",
        "former": "Pernyataan petugas sebelumnya",
        "sure": "Seberapa yakin",
        "now": "Dengan bobot hari ini nilainya {value}.",
        "combined": "1 − ∏(1 − bobot) dari yang dihitung adalah {combined}.",
        "uncorroborated": "Paling tinggi {cap} tanpa satu bukti, atau dua tanda kuat dari"
        " kelompok yang berbeda.",
        "weak_families": "Paling tinggi {cap} bila hanya {families} yang berbicara.",
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
        "polls_suspected": "Dugaan yang tidak terlihat lagi dilupakan setelah {days} hari.",
        "lies": "Apa yang dapat membuatnya keliru",
        "history": "Riwayat",
        "time": "waktu",
        "change": "perubahan",
        "cause": "sebab",
        "by": "oleh, dengan catatan",
        "earlier": "perubahan sebelumnya tidak ditampilkan",
        "none": "tidak ada",
        "verified": "terverifikasi",
        "rejected": "salah deteksi",
    },
}


_KINDS_OF_SIGNAL: Mapping[str, str] = {
    "routing": "perutean",
    "addressing": "pengalamatan",
    "interface": "antarmuka",
    "layer-2": "lapis 2",
    "text": "teks",
    "server": "server",
    "traffic": "lalu lintas",
    "lifecycle": "riwayat perangkat",
    "proof": "bukti",
    "strong": "kuat",
    "hint": "isyarat",
}


@dataclass(frozen=True, slots=True)
class RuleStory:
    """What a rule says of itself: `clears` and `lies` in the reader's language."""

    rule: str
    clears: str
    lies: str


@dataclass(frozen=True, slots=True)
class Story:
    """
    All there is to tell of a finding; `column_of` names the column that an OID is a cell of.

    `is_live`: it is as of the last poll, and not as of its last change, as the store has it.
    """

    finding: Finding
    history: Sequence[Transition]
    weighing: Weighing
    rules: Sequence[RuleStory]
    policy: Policy
    zone: tzinfo
    column_of: Callable[[str], tuple[str, str]]
    is_live: bool = True


def kind_of_signal(lang: str, told: Family | Strength) -> str:
    """Name a family of signals, or how strong one is."""
    return _KINDS_OF_SIGNAL[told.value] if lang == "id" else told.value


def facts(story: Story, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what there is to know of a finding in short: a name, and what it is."""
    words, finding, case = STORY_WORDS[lang], story.finding, story.finding.case
    yield "ID", f"{finding.id}  {finding.key}"
    yield words["what"], f"{kind_word(lang, case.kind)}: {case.subject}"
    place = (case.agency, case.site, case.device, case.link)
    yield words["where"], " / ".join(part for part in place if part)
    frozen = f", {words['frozen']}" if finding.frozen else ""
    yield words["state"], state_word(lang, finding.state) + frozen
    for word, time_s in (
        ("first_seen", finding.first_seen_s),
        ("opened", finding.opened_s),
        ("last_seen", finding.last_seen_s),
        ("resolved", finding.resolved_s),
    ):
        if time_s is not None:
            is_old = word == "last_seen" and not story.is_live and finding.resolved_s is None
            at_least = f", {words['or_later']}" if is_old else ""
            yield words[word], time_words(lang, time_s, story.zone) + at_least
    if finding.recurrences:
        yield words["recurrences"], f"{finding.recurrences} {words['times']}"
    if case.waiver:
        until = case.waiver_until
        day = f", {words['until']} {day_words(lang, until)}" if until else ""
        yield words["waiver"], case.waiver + day
    if finding.verdict is not None:
        verdict = finding.verdict
        holds = finding.state is State(verdict.word) or finding.state is State.EXEMPT
        word = "verdict" if holds or verdict.word is Word.REJECTED else "former"
        when = time_words(lang, verdict.time_s, story.zone)
        yield words[word], f"{words[verdict.word]}: {verdict.who}, {when}: {verdict.note}"


def reckoning(story: Story, lang: str) -> Iterator[str]:
    """Yield how the signals' weights make the confidence, a sentence each."""
    words, weighing, caps = STORY_WORDS[lang], story.weighing, story.policy.caps
    yield words["combined"].format(combined=share_words(lang, weighing.combined))
    limits = {Cap.UNCORROBORATED: caps.uncorroborated, Cap.WEAK_FAMILIES: caps.weak_families}
    for cap in weighing.caps:
        yield words[cap].format(
            cap=share_words(lang, limits[cap]), families=", ".join(sorted(caps.weak))
        )
    today = share_words(lang, weighing.value)
    if today != share_words(lang, story.finding.case.confidence):
        yield words["now"].format(value=today)


def closing(story: Story, lang: str) -> str:
    """Say how many looks it takes to close it."""
    finding, rule, words = story.finding, story.policy.hysteresis, STORY_WORDS[lang]
    if finding.state is State.RESOLVED:
        return ""
    if finding.state is State.SUSPECTED:
        return words["polls_suspected"].format(
            days=decimal_words(lang, f"{rule.suspicion_s / 86400:g}")
        )
    return words["polls"].format(count=rule.clear_polls, clean=finding.clean)


def changes(story: Story, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the records of its history: the time, the change, the cause, by whom."""
    if story.history and story.history[0].before is not None:
        yield "", "…", STORY_WORDS[lang]["earlier"], ""
    for told in story.history:
        after = state_word(lang, told.after)
        before = "" if told.before is None else state_word(lang, told.before)
        change = after if before in (after, "") else f"{before} → {after}"
        by = f"{told.who}: {told.note}" if told.note else told.who
        when = time_words(lang, told.time_s, story.zone)
        yield when, change, cause_words(lang, told.cause), by

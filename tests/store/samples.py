"""Findings and transitions to save: plain ones, and Hypothesis' worst."""

from hypothesis import strategies as st

from monitor.model.finding import (
    Band,
    Case,
    Family,
    Finding,
    FindingKind,
    SeenDay,
    Sentence,
    Signal,
    State,
    Strength,
    Told,
    Transition,
    Verdict,
    Word,
)
from monitor.model.reading import Varbind


def case(key: str = "dinkes/foreign_uplink/r1/ether2", varbinds: int = 2) -> Case:
    """Return a case whose one signal has some rows of evidence."""
    evidence = tuple(
        Varbind(oid=f"1.3.6.1.2.1.4.24.7.1.8.{row}", type="INTEGER", value=str(row))
        for row in range(varbinds)
    )
    signal = Signal(
        rule="foreign-next-hop",
        family=Family.ROUTING,
        strength=Strength.STRONG,
        kind=FindingKind.FOREIGN_UPLINK,
        subject="ether2",
        text=Sentence(en="The default route leaves by ether2.", id="Rute bawaan lewat ether2."),
        link="ether2",
        evidence=evidence,
    )
    return Case(
        key=key,
        kind=FindingKind.FOREIGN_UPLINK,
        agency="dinkes",
        site="dinkes-1",
        device="r1",
        subject="ether2",
        link="ether2",
        signals=(signal,),
        confidence=0.7,
        band=Band.INDICATED,
        text=Sentence(en="A line nobody knows — ether2", id="Jalur tak dikenal — ether2"),
    )


def finding(
    key: str = "dinkes/foreign_uplink/r1/ether2",
    state: State = State.OPEN,
    resolved_s: float | None = None,
) -> Finding:
    """Return a finding in a state."""
    return Finding(
        case=case(key),
        state=state,
        first_seen_s=1000.25,
        last_seen_s=2000.5,
        opened_s=1500.0,
        resolved_s=resolved_s,
        recurrences=2,
        polls=(True, False, True, True),
        clean=1,
    )


def transition(
    key: str = "dinkes/foreign_uplink/r1/ether2",
    after: State = State.OPEN,
    before: State | None = State.SUSPECTED,
    time_s: float = 1500.0,
) -> Transition:
    """Return a change of a finding's state."""
    return Transition(
        key=key, time_s=time_s, before=before, after=after, cause="seen in 3 of 4", case=case(key)
    )


VERDICT = Verdict(word=Word.REJECTED, who="Sari", note="an overlay", time_s=1600.0)

texts = st.text(max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
sentences = st.builds(Sentence, en=texts, id=texts)
varbinds = st.builds(Varbind, oid=texts, type=texts, value=texts)
signals = st.builds(
    Signal,
    rule=texts,
    family=st.sampled_from(Family),
    strength=st.sampled_from(Strength),
    kind=st.sampled_from(FindingKind),
    subject=texts,
    text=sentences,
    link=texts,
    about=texts,
    evidence=st.lists(varbinds, max_size=3).map(tuple),
)
cases = st.builds(
    Case,
    key=texts,
    kind=st.sampled_from(FindingKind),
    agency=texts,
    site=texts,
    device=texts,
    subject=texts,
    link=texts,
    signals=st.lists(signals, max_size=3).map(tuple),
    confidence=numbers,
    band=st.sampled_from(Band),
    text=sentences,
    waiver=texts,
    waiver_until=st.none() | st.dates(),
)
verdicts = st.builds(
    Verdict,
    word=st.sampled_from(Word),
    who=texts,
    note=texts,
    time_s=numbers,
    pattern=st.lists(
        st.builds(Told, texts, st.sampled_from(Strength), st.frozensets(texts, max_size=2)),
        max_size=2,
    ).map(tuple),
)
whole = st.integers(min_value=0, max_value=2**63 - 1)
findings = st.builds(
    Finding,
    case=cases,
    state=st.sampled_from(State),
    first_seen_s=numbers,
    last_seen_s=numbers,
    opened_s=st.none() | numbers,
    resolved_s=st.none() | numbers,
    frozen=st.booleans(),
    recurrences=whole,
    polls=st.lists(st.booleans(), max_size=8).map(tuple),
    clean=whole,
    seen_s=numbers,
    days=st.lists(st.builds(SeenDay, st.dates(), st.booleans()), max_size=3).map(tuple),
    verdict=st.none() | verdicts,
)
transitions = st.builds(
    Transition,
    key=texts,
    time_s=numbers,
    before=st.none() | st.sampled_from(State),
    after=st.sampled_from(State),
    cause=texts,
    case=cases,
    who=texts,
    note=texts,
)

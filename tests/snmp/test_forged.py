"""Answers of version 3 that somebody made up: what is taken of them, and what they teach."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.profile import AuthProtocol
from monitor.model.secret import Secret
from monitor.snmp import ber, message, usm
from monitor.snmp.engine import Engine
from monitor.snmp.errors import DecryptionError, MalformedMessageError, WrongDigestError
from monitor.snmp.keys import auth_key
from monitor.snmp.message import AUTH, PRIV, CommunityMessage, read_message
from monitor.snmp.oid import encode_oid
from monitor.snmp.pdu import GET, GETBULK, REPORT, RESPONSE, Pdu, encode_pdu
from monitor.snmp.session import Community, User
from monitor.snmp.speaker import CommunitySpeaker, DroppedError, UserSpeaker, report_oid
from monitor.snmp.values import encode_int
from tests.snmp.forge import ID, PLAIN, PRIVATE, SIGNED, Forgery

OTHER_ID = b"\x80\x00\x00\x00\x05another"
LEVELS = {"plain": PLAIN, "signed": SIGNED, "private": PRIVATE}


def _known(*, is_signed: bool = True) -> Engine:
    engine = Engine()
    engine.learn(Forgery().read(), 0.0, is_signed=is_signed)
    return engine


def _open(forgery: Forgery, keys: usm.Keys = PRIVATE, engine: Engine | None = None) -> Pdu:
    return UserSpeaker(engine or _known(), keys, b"").open(forgery.read(), 0.0)


def _why_dropped(forgery: Forgery, keys: usm.Keys = PRIVATE) -> str:
    """Return why a message is dropped, which must teach nothing."""
    engine = _known()
    before = _lessons(engine)
    with pytest.raises(DroppedError) as caught:
        _open(forgery, keys, engine)
    assert _lessons(engine) == before
    return str(caught.value)


def _lessons(engine: Engine) -> tuple[object, ...]:
    return (
        engine.engine_id,
        engine.boots,
        engine.time_s,
        engine.seen_s,
        engine.is_sure,
        engine.lessons,
    )


@pytest.mark.parametrize("level", LEVELS)
def test_an_honest_answer_is_taken_at_each_level(level: str) -> None:
    keys = LEVELS[level]
    answer = _open(Forgery(keys, request_id=4711), keys)
    assert (answer.kind, answer.request_id) == (RESPONSE, 4711)


SIGNED_OR_ANSWER = [
    *((level, RESPONSE) for level in LEVELS),
    *((level, REPORT) for level in ("signed", "private")),
]


@pytest.mark.parametrize(("level", "kind"), SIGNED_OR_ANSWER)
def test_an_answer_or_a_signed_report_for_another_user_is_dropped(level: str, kind: int) -> None:
    keys = LEVELS[level]
    later = Forgery(keys, kind=kind, user=b"another", boots=8)
    assert _why_dropped(later, keys) == "wrong user"


@pytest.mark.parametrize(("level", "kind"), SIGNED_OR_ANSWER)
def test_an_answer_or_a_signed_report_of_another_engine_is_dropped(level: str, kind: int) -> None:
    keys = LEVELS[level]
    later = Forgery(keys, kind=kind, engine_id=OTHER_ID, boots=8)
    assert _why_dropped(later, keys) == "wrong engine"


@pytest.mark.parametrize("asked", LEVELS)
@pytest.mark.parametrize("flags", [0, AUTH, AUTH | PRIV])
def test_an_answer_is_taken_at_the_level_that_was_asked_at_alone(asked: str, flags: int) -> None:
    keys = LEVELS[asked]
    forgery = Forgery(PRIVATE, flags=flags, boots=8)
    if flags == keys.flags:
        assert _open(forgery, keys).kind == RESPONSE
    else:
        assert _why_dropped(forgery, keys) == "wrong security level"


@pytest.mark.parametrize("kind", [RESPONSE, REPORT])
@pytest.mark.parametrize("asked", LEVELS)
def test_there_is_no_privacy_without_authentication(asked: str, kind: int) -> None:
    """RFC 3412, 7.2, 5d: nobody signed it, though whoever made it may have the key."""
    forgery = Forgery(PRIVATE, flags=PRIV, kind=kind, boots=8)
    assert _why_dropped(forgery, LEVELS[asked]) == "wrong security level"


@pytest.mark.parametrize("kind", [GET, GETBULK, 0xA7])
@pytest.mark.parametrize("level", LEVELS)
def test_what_asks_or_notifies_is_no_answer(level: str, kind: int) -> None:
    keys = LEVELS[level]
    assert _why_dropped(Forgery(keys, kind=kind, boots=8), keys) == "not a response"


def test_a_question_with_a_community_is_answered_with_it_and_one_of_a_user_as_him() -> None:
    plain = message.encode_community(1, b"public", encode_pdu(RESPONSE, 1, 0, 0, b""))
    received = read_message(plain)
    assert isinstance(received, CommunityMessage)
    with pytest.raises(DroppedError, match="wrong version"):
        UserSpeaker(_known(), PRIVATE, b"").open(received, 0.0)
    by_community = CommunitySpeaker(Community(2, Secret("public")))
    assert by_community.open(received, 0.0).request_id == 1
    with pytest.raises(DroppedError, match="wrong version"):
        by_community.open(Forgery().read(), 0.0)


@pytest.mark.parametrize("level", ["signed", "private"])
def test_an_unsigned_report_is_told_and_teaches_nothing(level: str) -> None:
    """Anybody on the way for a moment could else set the clock that answers are held against."""
    engine = _known()
    before = _lessons(engine)
    report = Forgery(PLAIN, kind=REPORT, boots=900, time_s=1, engine_id=OTHER_ID)
    assert _open(report, LEVELS[level], engine).kind == REPORT
    assert _lessons(engine) == before


def test_an_unsigned_report_teaches_who_has_no_key_and_is_then_not_sure() -> None:
    engine = Engine()
    report = Forgery(PLAIN, kind=REPORT, boots=900, time_s=1)
    assert _open(report, usm.NOBODY, engine).kind == REPORT
    assert (engine.engine_id, engine.boots, engine.time_s, engine.is_sure) == (ID, 900, 1, False)


def test_an_unsigned_answer_teaches_no_time() -> None:
    engine = _known()
    before = _lessons(engine)
    _open(Forgery(PLAIN, boots=900), PLAIN, engine)
    assert _lessons(engine) == before


@pytest.mark.parametrize("flags", [AUTH, AUTH | PRIV])
@pytest.mark.parametrize("kind", [RESPONSE, REPORT])
def test_what_is_signed_teaches_a_later_time(kind: int, flags: int) -> None:
    engine = _known()
    keys = SIGNED if flags == AUTH and kind == RESPONSE else PRIVATE
    _open(Forgery(keys, flags=flags, kind=kind, boots=7, time_s=1001), keys, engine)
    assert (engine.boots, engine.time_s, engine.is_sure) == (7, 1001, True)
    _open(Forgery(keys, flags=flags, kind=kind, boots=8, time_s=0), keys, engine)
    assert (engine.boots, engine.time_s) == (8, 0)


def test_what_is_signed_makes_sure_what_an_unsigned_report_told() -> None:
    engine = _known(is_signed=False)
    _open(Forgery(boots=3, time_s=5), PRIVATE, engine)
    assert (engine.boots, engine.time_s, engine.is_sure) == (3, 5, True)


def test_the_same_message_again_does_not_hold_back_the_clock() -> None:
    """Else a recorded answer, played again and again, would stay young for ever."""
    engine = _known()
    speaker = UserSpeaker(engine, PRIVATE, b"")
    for after_s in (50.0, 100.0, 150.0):
        speaker.open(Forgery().read(), after_s)
    with pytest.raises(DroppedError, match="outside the time window"):
        speaker.open(Forgery().read(), 151.0)


@pytest.mark.parametrize("size", [0, 1, 7, 9, 16])
def test_a_salt_of_another_length_than_eight_is_dropped(size: int) -> None:
    assert _why_dropped(Forgery(salt=bytes(size), boots=8)) == "does not decrypt"


def test_an_encrypted_message_holds_octets_and_nothing_else() -> None:
    honest = Forgery().read()
    with pytest.raises(DecryptionError):
        usm.open_body(PRIVATE, honest._replace(body_tag=ber.SEQUENCE))
    with pytest.raises(DecryptionError):
        usm.open_body(SIGNED, honest)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "body",
    [
        ber.tlv(ber.OCTET_STRING, b"no sequence"),
        b"\x31" + usm.scoped(ID, b"", encode_pdu(RESPONSE, 1, 0, 0, b""))[1:],
        ber.tlv(ber.SEQUENCE, b""),
        ber.tlv(ber.SEQUENCE, ber.tlv(ber.OCTET_STRING, ID)),
        ber.tlv(ber.SEQUENCE, ber.integer(1) + ber.tlv(ber.OCTET_STRING, b"")),
        ber.tlv(ber.SEQUENCE, ber.tlv(ber.OCTET_STRING, ID) + ber.integer(1)),
    ],
)
def test_what_holds_no_scoped_pdu_is_malformed(level: str, body: bytes) -> None:
    keys = LEVELS[level]
    with pytest.raises(MalformedMessageError):
        _open(Forgery(keys, body=body), keys)


@given(st.data())
def test_a_scoped_pdu_is_read_as_it_was_written(data: st.DataObject) -> None:
    keys = LEVELS[data.draw(st.sampled_from(sorted(LEVELS)))]
    engine_id, context = data.draw(st.binary(max_size=40)), data.draw(st.binary(max_size=300))
    pdu = encode_pdu(RESPONSE, 1, 0, 0, data.draw(st.binary(max_size=200)))
    forgery = Forgery(keys, body=usm.scoped(engine_id, context, pdu))
    engine, name, octets, at, end = usm.open_body(keys, forgery.read())
    assert (engine, name, octets[at:end]) == (engine_id, context, pdu)


@pytest.mark.parametrize("level", ["signed", "private"])
@given(data=st.data())
def test_one_bit_changed_spoils_the_signature(level: str, data: st.DataObject) -> None:
    keys = LEVELS[level]
    octets = bytearray(Forgery(keys).octets())
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        received = read_message(bytes(octets))
    except MalformedMessageError:
        return
    assert isinstance(received, message.SecureMessage)
    with pytest.raises(WrongDigestError):
        usm.verify(keys, received)


@pytest.mark.parametrize("size", [0, 1, 12, 23, 25, 32])
def test_a_digest_of_another_length_is_none_though_it_begins_as_it_should(size: int) -> None:
    """Of one octet every 256th guess would fit, and of none every one."""
    cut = usm.Keys(PRIVATE.user, PRIVATE.flags, PRIVATE.hash_name, size, PRIVATE.auth_key)
    received = Forgery(cut, flags=AUTH).read()
    assert received.auth_end - received.auth == size
    usm.verify(cut, received)
    with pytest.raises(WrongDigestError):
        usm.verify(PRIVATE, received)


def test_a_key_that_is_another_s_signs_nothing() -> None:
    other = usm.Keys(PRIVATE.user, PRIVATE.flags, PRIVATE.hash_name, 24, bytes(32), aes=PRIVATE.aes)
    assert _why_dropped(Forgery(other, boots=8)) == "wrong digest"


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_sealed_names_user_engine_time_and_level(level: str) -> None:
    keys = LEVELS[level]
    engine = _known()
    speaker = UserSpeaker(engine, keys, b"vlan-7")
    pdu = encode_pdu(GET, 9, 0, 0, b"")
    received = read_message(speaker.seal(77, pdu, 2.5))
    assert isinstance(received, message.SecureMessage)
    assert (received.message_id, received.user) == (77, b"monitor")
    assert received.flags == keys.flags | message.REPORTABLE
    assert (received.engine_id, received.boots, received.time_s) == (ID, 7, 1002)
    if keys.flags:
        usm.verify(keys, received)
    where, context, data, at, end = usm.open_body(keys, received)
    assert (where, context, data[at:end]) == (ID, b"vlan-7", pdu)
    assert len(received.salt) == (8 if keys.aes else 0)


def test_what_is_not_signed_has_no_digest_and_no_salt() -> None:
    body = usm.scoped(ID, b"", encode_pdu(GET, 9, 0, 0, b""))
    for keys in (PLAIN, usm.NOBODY):
        received = read_message(usm.seal(keys, 1, (ID, 7, 0), body, reportable=True))
        assert isinstance(received, message.SecureMessage)
        assert received.auth == received.auth_end
        assert received.salt == b""


def test_an_engine_that_is_not_known_has_no_time() -> None:
    engine = Engine()
    assert engine.now(5_000.0) == (b"", 0, 0)
    engine.learn(Forgery().read(), 100.0)
    assert engine.now(102.5) == (ID, 7, 1002)
    engine.forget()
    assert engine.now(5_000.0) == (b"", 0, 0)
    assert engine.identity() is None
    assert (engine.boots, engine.time_s) == (0, 0)


def test_secrets_that_are_no_text_are_the_octets_that_they_came_as() -> None:
    """The environment hands such octets on as surrogates."""
    name, secret = b"p\xe9", b"authentic\xff"
    community = Community(2, Secret(name.decode(errors="surrogateescape")))
    sealed = CommunitySpeaker(community).seal(1, b"", 0.0)
    assert ber.tlv(ber.OCTET_STRING, name) in sealed
    user = User("monitor", AuthProtocol.SHA_256, Secret(secret.decode(errors="surrogateescape")))
    assert usm.keys_of(user, ID).auth_key == auth_key(AuthProtocol.SHA_256, secret, ID)


def test_no_two_messages_are_sealed_with_one_salt() -> None:
    body = usm.scoped(ID, b"", encode_pdu(GET, 9, 0, 0, b""))
    salts = Counter(
        found.salt
        for _ in range(200)
        if isinstance(
            found := read_message(usm.seal(PRIVATE, 1, (ID, 7, 0), body, reportable=True)),
            message.SecureMessage,
        )
    )
    assert len(salts) == 200


def test_what_needs_no_report_says_so() -> None:
    body = usm.scoped(ID, b"", encode_pdu(RESPONSE, 9, 0, 0, b""))
    received = read_message(usm.seal(PRIVATE, 1, (ID, 7, 0), body, reportable=False))
    assert isinstance(received, message.SecureMessage)
    assert received.flags == AUTH | PRIV


def test_a_report_is_about_the_first_name_that_can_be_read() -> None:
    def report(*names: bytes) -> Pdu:
        shown = tuple((name, encode_int(1)) for name in names)
        return _open(Forgery(PLAIN, kind=REPORT, shown=shown), PRIVATE)

    wanted, other = (1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0), (1, 3, 6, 1)
    assert report_oid(report(encode_oid(wanted), encode_oid(other))) == wanted
    assert report_oid(report()) == ()
    assert report_oid(report(b"\x80")) == ()
    assert report_oid(report(b"\x80", encode_oid(wanted))) == ()

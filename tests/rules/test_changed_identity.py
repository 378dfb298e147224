"""A device that is another one than it was."""

from dataclasses import replace

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import Identity
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import TableStatus
from monitor.rules.changed_identity import RULE
from tests.scenes import CITY, World

WAS = {"object_id": "1.3.6.1.4.1.14988.1", "engine_id": "80003a8c04", "serial": "HE408ABC"}
KNOWN = replace(CITY, past=Memory(identity={**WAS, "engine_boots": "7"}))


def told(**parts: object) -> Identity:
    given = {"object_id": WAS["object_id"], "engine_id": WAS["engine_id"], "serial": WAS["serial"]}
    return Identity(**(given | {"engine_boots": 7} | parts))  # type: ignore[arg-type]


def test_another_serial_number_is_strong() -> None:
    [signal] = KNOWN.spoken(RULE, told(serial="HE408XYZ"))
    assert signal.strength is Strength.STRONG
    assert signal.kind is FindingKind.TAMPERING
    assert signal.subject == "r1"
    assert "serial number was HE408ABC and is HE408XYZ" in signal.text.en
    assert "nomor seri tadinya HE408ABC" in signal.text.id


def test_another_product_alone_is_a_hint_and_with_another_engine_strong() -> None:
    [signal] = KNOWN.spoken(RULE, told(object_id="1.3.6.1.4.1.9.1.1"))
    assert signal.strength is Strength.HINT
    [signal] = KNOWN.spoken(RULE, told(object_id="1.3.6.1.4.1.9.1.1", engine_id="8000000903"))
    assert signal.strength is Strength.STRONG


def test_another_name_alone_is_a_hint_and_with_another_engine_a_reset() -> None:
    known = replace(CITY, past=Memory(identity={**WAS, "name": "r-dinkes"}))
    [signal] = known.spoken(RULE, told(sys_name="MikroTik"))
    assert signal.strength is Strength.HINT
    assert signal.text.en == "its name was r-dinkes and is MikroTik"
    assert signal.text.id == "nama tadinya r-dinkes dan kini MikroTik"
    [signal] = known.spoken(RULE, told(sys_name="MikroTik", engine_id="8000000903"))
    assert signal.strength is Strength.STRONG
    assert not known.spoken(RULE, told(sys_name="r-dinkes"))


def test_an_engine_that_was_booted_less_often_was_reset() -> None:
    [signal] = KNOWN.spoken(RULE, told(engine_boots=1))
    assert signal.strength is Strength.HINT
    assert not KNOWN.spoken(RULE, told(engine_boots=8))
    assert not KNOWN.spoken(RULE, told(engine_boots=10))


def test_the_same_device_says_nothing_and_neither_does_one_that_tells_less() -> None:
    assert not KNOWN.spoken(RULE, told())
    assert not KNOWN.spoken(RULE, told(serial=None, engine_id=None))


def test_what_was_not_known_before_is_no_change() -> None:
    assert not KNOWN.spoken(RULE, told(bridge_address="d4:ca:6d:00:00:01"))
    assert not CITY.spoken(RULE, told())


def test_an_administrator_sets_how_many_parts_tell() -> None:
    override = RuleOverride(thresholds={"parts": 1})
    world: World = replace(KNOWN, policy=Policy(overrides={"changed-identity": override}))
    [signal] = world.spoken(RULE, told(object_id="1.3.6.1.4.1.9.1.1"))
    assert signal.strength is Strength.STRONG


def test_without_the_identity_it_is_inconclusive() -> None:
    world = replace(KNOWN, unread={Identity: TableStatus.REFUSED})
    assert "changed-identity" in world.judged().inconclusive


def test_a_device_in_its_place_is_told_from_the_next_one() -> None:
    def about(**parts: object) -> str:
        [signal] = KNOWN.spoken(RULE, told(**parts))
        return signal.about

    assert about(serial="HE408XYZ") == about(serial="HE408XYZ", engine_id="8000000903")
    assert about(serial="HE408XYZ") != about(serial="HE408AAA")
    first, second = "8000000903", "8000000904"
    assert about(engine_id=first, engine_boots=1) == about(engine_id=first, engine_boots=2)
    assert about(engine_id=first) != about(engine_id=second)

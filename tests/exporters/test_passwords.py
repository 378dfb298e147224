"""Names and passwords: who is right is remembered, and who guesses holds nobody up."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator

import bcrypt
import pytest

from exporters import passwords
from exporters.passwords import Answer, Passwords
from monitor.model.secret import Secret
from tests.exporters.web_lab import ALICE, PASSWORD, hashed

Looks = list[tuple[bytes, bytes]]


def basic(user: str, password: str) -> str:
    """Make an Authorization header."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


RIGHT = basic("alice", PASSWORD)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Note what bcrypt is asked."""
    found: Looks = []
    real: Callable[[bytes, bytes], bool] = bcrypt.checkpw

    def noted(password: bytes, stored: bytes) -> bool:
        found.append((password, stored))
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", noted)
    return found


@pytest.fixture
def book() -> Iterator[Passwords]:
    """Look passwords up, with room for two that wait."""
    one = Passwords(most_waiting=2)
    yield one
    one.close()


def test_who_is_right_is_known_by_name(book: Passwords) -> None:
    assert asyncio.run(book.user_of(ALICE, RIGHT)) == "alice"
    assert asyncio.run(book.user_of(ALICE, RIGHT.replace("Basic", "bAsIc"))) == "alice"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !",
        "Basic " + b64encode(b"alice").decode(),
        "Basic " + b64encode(b"\xff\xfe:x").decode(),
        "Bearer abc",
        RIGHT.replace("Basic", "Digest"),
        basic("alice", "wrong"),
        basic("alice", ""),
        basic("alice", PASSWORD + "\0"),
        basic("Alice", PASSWORD),
        basic("", PASSWORD),
        basic("mallory", PASSWORD),
    ],
)
def test_who_is_wrong_is_not(book: Passwords, header: str) -> None:
    assert asyncio.run(book.user_of(ALICE, header)) is Answer.WRONG


def test_signs_of_every_script_may_stand_in_a_password(book: Passwords) -> None:
    users = {"élise": hashed("kata ꦱꦤ꧀ꦢꦶ: ß")}
    assert asyncio.run(book.user_of(users, basic("élise", "kata ꦱꦤ꧀ꦢꦶ: ß"))) == "élise"


def test_a_long_password_is_cut_where_htpasswd_and_go_cut_it(book: Passwords) -> None:
    users = {"alice": hashed("a" * 72)}
    assert asyncio.run(book.user_of(users, basic("alice", "a" * 100))) == "alice"
    assert asyncio.run(book.user_of(users, basic("alice", "a" * 71))) is Answer.WRONG


@pytest.mark.parametrize("kind", ["$2a$", "$2b$", "$2y$"])
def test_hashes_of_every_tool_are_understood(book: Passwords, kind: str) -> None:
    users = {"alice": Secret(hashed().reveal().replace("$2b$", kind))}
    assert asyncio.run(book.user_of(users, RIGHT)) == "alice"


def test_who_was_right_is_not_looked_at_again(book: Passwords, looks: Looks) -> None:
    for _ in range(3):
        assert asyncio.run(book.user_of(ALICE, RIGHT)) == "alice"
    assert len(looks) == 1


def test_who_was_wrong_is_looked_at_again(book: Passwords, looks: Looks) -> None:
    for _ in range(3):
        asyncio.run(book.user_of(ALICE, basic("alice", "wrong")))
    assert len(looks) == 3


def test_a_changed_password_counts_at_once(book: Passwords) -> None:
    assert asyncio.run(book.user_of(ALICE, RIGHT)) == "alice"
    assert asyncio.run(book.user_of({"alice": hashed("new")}, RIGHT)) is Answer.WRONG
    assert asyncio.run(book.user_of({}, RIGHT)) is Answer.WRONG
    assert asyncio.run(book.user_of({"bob": ALICE["alice"]}, RIGHT)) is Answer.WRONG


def test_who_is_not_known_costs_as_much_as_who_is(book: Passwords, looks: Looks) -> None:
    users = {"alice": hashed(cost=4), "bob": hashed(cost=6)}
    asyncio.run(book.user_of(users, basic("mallory", "x")))
    [(_, stored)] = looks
    assert stored.startswith(b"$2b$06$")


def test_no_password_is_remembered(book: Passwords) -> None:
    asyncio.run(book.user_of(ALICE, RIGHT))
    assert PASSWORD not in repr(vars(book))
    assert PASSWORD.encode() not in b"".join(book._right)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_MOST_REMEMBERED", 3)
    book = Passwords()

    async def ask() -> None:
        for number in range(5):
            users = {f"user{number}": ALICE["alice"]}
            found = await book.user_of(users, basic(f"user{number}", PASSWORD))
            assert found == f"user{number}"

    asyncio.run(ask())
    assert len(book._right) == 3
    book.close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let no look at a password end before it is told to."""
    go_on = threading.Event()
    real = bcrypt.checkpw

    def waiting(password: bytes, stored: bytes) -> bool:
        assert go_on.wait(60)
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", waiting)
    yield go_on
    go_on.set()


def test_a_flood_of_guesses_is_sent_away_and_who_is_known_comes_in(
    book: Passwords, slow: threading.Event
) -> None:
    async def use() -> None:
        slow.set()
        assert await book.user_of(ALICE, RIGHT) == "alice"
        slow.clear()
        guesses = [
            asyncio.create_task(book.user_of(ALICE, basic("alice", str(number))))
            for number in range(100)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert await book.user_of(ALICE, RIGHT) == "alice"
        slow.set()
        answers = await asyncio.gather(*guesses)
        assert answers.count(Answer.BUSY) == 98
        assert answers.count(Answer.WRONG) == 2
        assert await book.user_of(ALICE, basic("alice", "once more")) is Answer.WRONG

    asyncio.run(use())


def test_who_asks_many_times_at_once_is_looked_at_once(
    book: Passwords, slow: threading.Event
) -> None:
    async def use() -> None:
        asking = [asyncio.create_task(book.user_of(ALICE, RIGHT)) for _ in range(50)]
        await asyncio.sleep(0)
        slow.set()
        assert await asyncio.gather(*asking) == ["alice"] * 50

    asyncio.run(use())


def test_the_loop_goes_on_while_a_password_is_looked_at(
    book: Passwords, slow: threading.Event
) -> None:
    async def use() -> None:
        asking = asyncio.create_task(book.user_of(ALICE, RIGHT))
        for _ in range(100):
            await asyncio.sleep(0)
        assert not asking.done()
        slow.set()
        assert await asking == "alice"

    asyncio.run(use())

"""
Who is sent away before anybody looks at what is wanted, or at a password.

No page takes a body: one that is longer than a form's, of unknown length or announced by `Expect`
is refused by its head. Nor is a name answered that nobody gave this daemon: by DNS rebinding a
page on the internet has its own name lead to an address inside, and reads there with the browser
of whoever looks at it. A name that leads there is never an address, a loopback name or one of ours.

What is no HTTP ends here, too. Bad requests are counted and write a line a minute, and their
answers repeat nothing of them.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web

from exporters.headers import SECURITY_HEADERS
from exporters.reader import preferred_language
from exporters.sentences import said
from monitor.model.web import WebConfig
from monitor.throttle import Throttle

MOST_BODY_BYTES: Final = 8 * 1024
"""The longest body that is borne, and not read."""
_LOG = logging.getLogger(__name__)
_LINE_EVERY_S = 60.0
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:@/\s]+))(?::[0-9]{1,5})?")
_LOOPBACK = "localhost"
_LARGE = "The body is too long: no page takes one.\n"
_ENDLESS = "The body has no length: no page takes one.\n"
_EXPECTS = "Nobody is asked to send a body: leave out Expect.\n"
_STRANGE_NAME = (
    "This name is not known here: ask by address, or add the name to `allowed_hosts:` in"
    " monitor.yaml.\n"
)
_NO_HTTP = "This is not HTTP.\n"


class Refusal(web.Response):
    """An answer to what no page sees: it ends the connection, and tells no server's name."""

    def __init__(self, status: int, text: str, headers: dict[str, str]) -> None:
        super().__init__(status=status, text=text, headers=headers)
        self.force_close()

    async def _prepare_headers(self) -> None:
        # An application's signals, where this is done for pages, know nothing of these requests.
        await super()._prepare_headers()
        self.headers.popall(hdrs.SERVER, None)


class Doorman:
    """
    Sends away. `config` has headers of its own for answers, `hosts` the names that are ours.

    `refused` counts by reason: a `body`, an `expectation`, a `host` that is not known, a `head`
    that is too large, and what is `malformed`.
    """

    def __init__(
        self,
        config: Callable[[], WebConfig] = WebConfig,
        hosts: Callable[[], Collection[str]] = frozenset,
        throttle: Throttle | None = None,
    ) -> None:
        self._config, self._hosts = config, hosts
        self._quiet = throttle or Throttle()
        self.refused: Counter[str] = Counter()

    def refusal(self, request: web.BaseRequest) -> Refusal | None:
        """Return the answer for a request that goes no further."""
        if hdrs.EXPECT in request.headers:
            why, status, text = "expectation", HTTPStatus.EXPECTATION_FAILED, _EXPECTS
        elif hdrs.TRANSFER_ENCODING in request.headers:
            why, status, text = "body", HTTPStatus.LENGTH_REQUIRED, _ENDLESS
        elif (request.content_length or 0) > MOST_BODY_BYTES:
            why, status, text = "body", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _LARGE
        elif not self._is_for_us(request):
            why, status, text = "host", HTTPStatus.MISDIRECTED_REQUEST, _STRANGE_NAME
        else:
            return None
        self.note(why)
        preferred = ",".join(request.headers.getall(hdrs.ACCEPT_LANGUAGE, ()))
        return self.answer(status, said(preferred_language(preferred) or "en", text))

    def malformed(self) -> Refusal:
        """Return the answer to what is no HTTP."""
        self.note("malformed")
        return self.answer(HTTPStatus.BAD_REQUEST, _NO_HTTP)

    def note(self, why: str) -> None:
        """Count a refusal, and log one a minute: whoever sends a thousand fills no disk."""
        self.refused[why] += 1
        self._quiet.say(
            _LOG,
            logging.WARNING,
            "web",
            f"A request for a page was refused ({why}).",
            every_s=_LINE_EVERY_S,
        )

    def answer(self, status: int, text: str) -> Refusal:
        """Make an answer with the headers of all others."""
        return Refusal(status, text, {**SECURITY_HEADERS, **self._config().headers})

    def _is_for_us(self, request: web.BaseRequest) -> bool:
        names = request.headers.getall(hdrs.HOST, [])
        if names:
            # A request line with a whole address goes before `Host` (RFC 9112, 3.2.2). Who names
            # no host is no browser.
            names = [*names, request.host]
        return all(is_known(name, self._hosts()) for name in names)


def is_known(authority: str, hosts: Collection[str]) -> bool:
    """Whether a `Host:` header names an address, this machine's loopback or one of `hosts`."""
    found = _AUTHORITY.fullmatch(authority.strip())
    if found is None:
        # An IPv6 address from a request line comes without its brackets.
        return _is_address(authority)
    if found[1] is not None:
        return _is_address(found[1])
    name = found[2].lower().removesuffix(".")
    is_loopback = name == _LOOPBACK or name.endswith(f".{_LOOPBACK}")
    return is_loopback or name in hosts or _is_address(name)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

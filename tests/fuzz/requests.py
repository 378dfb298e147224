"""
Requests that come to the pages: each is answered with the headers of all answers, or cut off.

Nothing is written with a traceback, and others are served meanwhile.
"""

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import cache

from hypothesis import strategies as st

from exporters.connection import Patience
from tests.exporters.test_doorman import PIECES, SECURITY, answer
from tests.exporters.web_lab import Served, serving, status_of
from tests.fuzz.strategies import edited

_HEAD = b" HTTP/1.1\r\nHost: localhost\r\n"
_ASKS_FOR = b"Accept: application/openmetrics-text\r\nAccept-Encoding: gzip\r\n"
_CORPUS = [
    b"GET /" + _HEAD + b"Accept-Language: id\r\nConnection: close\r\n\r\n",
    b"GET /metrics" + _HEAD + _ASKS_FOR + b"\r\n",
    b"GET /api/v1/links?status=unknown" + _HEAD + b"Authorization: Basic YTpi\r\n\r\n",
    b"GET /findings/0123456789?lang=en" + _HEAD + b'If-None-Match: "x"\r\n\r\n',
    b"POST /-/reload" + _HEAD + b"Content-Length: 5\r\n\r\nabcde",
    b"POST /-/reload" + _HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"GET http://localhost/runbooks/OpdStoreNotWritable" + _HEAD + b"\r\n",
]  # fmt: skip
STRATEGY = st.lists(
    st.one_of(edited(_CORPUS, PIECES), st.sampled_from(PIECES)), min_size=1, max_size=4
)


class _Lab(logging.Handler):
    """Pages that go on being served, and what is logged meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.told: list[str] = []
        self._stack = AsyncExitStack()
        self.served: Served = self.runner.run(self._serve())
        logging.getLogger().addHandler(self)

    async def _serve(self) -> Served:
        return await self._stack.enter_async_context(serving(patience=Patience(0.1, 0.1, 0.1)))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what has a traceback."""
        if record.exc_info:
            self.told.append(self.format(record))


@cache
def _lab() -> _Lab:
    return _Lab()


def check(parts: list[bytes]) -> None:
    """Send the parts on one connection, and look what comes, and whether others are served."""
    lab = _lab()

    async def run() -> bytes:
        found = await answer(lab.served, *parts, at_once=True)
        assert (await status_of(lab.served))[0] == 200
        return found

    found = lab.runner.run(run())
    assert lab.told == [], lab.told[0][-3000:]
    if found:
        # A line without a version is answered as one of the oldest, with all headers.
        assert found.startswith((b"HTTP/1.", b"HTTP/0.9 ")), found[:200]
        heads = found.partition(b"\r\n\r\n")[0].lower()
        assert all(one in heads for one in SECURITY), found[:500]

"""Pages of metrics that are hard on joins, served to Prometheus beside the demo city's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.dashboards.metric_names import GOLDEN

_NAMES = ("opd_site_info", "opd_link_info", "opd_device_info")


def with_twins() -> str:
    """The golden page where devices named things twice: links, and findings about them."""
    text = GOLDEN.read_text(encoding="utf-8")
    for name, old, new in (
        ("opd_link_info", 'status="foreign"', 'status="unknown"'),
        ("opd_finding_info", 'id="8a3063ee8f"', 'id="0000000000"'),
    ):
        [line] = [one for one in text.splitlines() if one.startswith(name) and old in one]
        text += line.replace(old, new) + "\n"
    return text


def without_names() -> str:
    """The golden page where there was no room for the series that name things."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(_NAMES)) + "\n"


@contextmanager
def served(text: str) -> Iterator[str]:
    """Serve a page on loopback; yields its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is theirs
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()

"""
The landing page: the state of the city for somebody with a phone and half a minute.

No script, nothing from elsewhere, one request. Names on it come from other people's devices, so
everything passes through one gate: `finalize` cleans each value as it is put in, and autoescape
makes markup of none.
"""

import base64
import hashlib
from datetime import UTC, tzinfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from exporters.page_content import content_of
from exporters.page_words import WORDS
from exporters.text import clean
from exporters.words import language_of
from monitor.model.city import CityView


def _shown(value: object) -> object:
    """Make a value fit to be shown. What a macro of the template made has been through here."""
    is_markup = hasattr(value, "__html__")
    return clean(value) if isinstance(value, str) and not is_markup else value


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("exporters"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


TEMPLATES = _environment()
"""Every page's; what is put into one is cleaned and escaped."""
_STYLE = TEMPLATES.get_template("landing.css").render()
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy names, so that no other style is obeyed."""


def landing_page(city: CityView, *, language: str | None = None, timezone: tzinfo = UTC) -> str:
    """Write the page in the wanted language (`id` or `en`), else in the city's."""
    chosen = language_of(language, city.language)
    return TEMPLATES.get_template("landing.html").render(
        page=content_of(city, chosen, timezone),
        w=WORDS[chosen],
        language=chosen,
    )

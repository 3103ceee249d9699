"""The page environment: GOV.UK components with the council's name and colour, and dates as people say them.

It knows nothing of the store. Papers and mails are rendered elsewhere, with a stricter environment. Every value that a
page prints passes `_as_it_may_be_read`, so that no template can show what its reader may not read.
"""

import hashlib
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.loaders import ChoiceLoader
from markupsafe import Markup

from config.council import Council
from governance.calendar_words import say_date
from governance.closed_words import ClosedWords
from governance.exempt import WITHHELD
from governance.wording import days, listed, plural

# Of the files in static/ whose names carry no version: a change gives them another address.
OWN_FILES = ("portal.css", "board.css", "portal.js")
# One of the two can be read on any colour: black or white always has a contrast of 4.5 or more.
DARK_TEXT, LIGHT_TEXT = "#000000", "#ffffff"

# What the reader of the page that is being written may not read.
CLOSED: ContextVar[ClosedWords | None] = ContextVar("closed", default=None)

FORMATS = {
    "html": "Read it as a web page",
    "pdf": "Read the PDF",
    "docx": "Download for Word",
    "pptx": "Download the slides",
    "mail": "See it as a mail",
}


class Pages:
    """Renders the templates of templates/portal with what stands on every page."""

    def __init__(self, templates: Path, council: Council, *, logo: bytes = b"") -> None:
        self.logo = logo
        self.static = templates / "portal" / "static"
        self.colours = colours_css(council.colour)
        self._environment = page_environment(templates / "portal")
        self._on_every_page = {"council": council, "versions": self._versions()}

    def show(
        self, template: str, *, status: int = 200, withholding: ClosedWords | None = None, **shown: Any
    ) -> HTMLResponse:
        """A whole page as a response. shown: what the template prints; it computes nothing.

        withholding: words that its reader may not read, wherever among what is shown they stand.
        """
        before = CLOSED.set(withholding)
        try:
            page = self._environment.get_template(template).render(self._on_every_page | shown)
        finally:
            CLOSED.reset(before)
        return HTMLResponse(page, status_code=status)

    def warm_up(self) -> None:
        """Compile every template now, so that nobody's first page waits for it."""
        for name in self._environment.list_templates(extensions=["html"]):
            if not name.startswith("govuk_frontend_jinja/"):
                self._environment.get_template(name)

    def _versions(self) -> Mapping[str, str]:
        contents = {name: (self.static / name).read_bytes() for name in OWN_FILES}
        contents["council.css"] = self.colours.encode()
        contents["council-logo"] = self.logo
        return {name: hashlib.sha256(content).hexdigest()[:12] for name, content in contents.items()}


@cache
def page_environment(folder: Path) -> Environment:
    """The environment that govuk-frontend-jinja asks for, in which people's words stay as they are.

    One for each folder, for compiling the templates takes far longer than rendering them.
    """
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), components]),
        autoescape=True,
        # The components ask for parameters of parameters that were not given.
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_it_may_be_read,
    )
    environment.filters |= {
        "own_words": OwnWords,
        # The components indent what they nest, and with it the lines inside a textarea: an answer would grow
        # two spaces at every save.
        "indent": _leave_as_it_is,
        "say_date": say_date,
        "say_moment": say_moment,
        "say_format": say_format,
        "say_size": say_size,
        "shorten": shorten,
    }
    environment.globals |= {"days": days, "listed": listed, "plural": plural}
    return environment


class OwnWords(str):
    """What the reader has just typed: shown back as it is, or the page would tell whether a guess is right."""

    __slots__ = ()


def _as_it_may_be_read(value: Any) -> Any:
    """What a page prints of a value. What is markup already was put together from values that have passed here."""
    closed = CLOSED.get()
    if closed is None or not isinstance(value, str) or isinstance(value, Markup | OwnWords):
        return value
    return WITHHELD if closed.are_or_are_in(value) else value


def _leave_as_it_is(text: Any, *_: Any, **__: Any) -> Any:
    return text


def say_moment(at: datetime) -> str:
    """“midday on Friday 20 February 2026”, “4:30pm on …”: the hour as GOV.UK writes it."""
    return f"{_say_hour(at)} on {say_date(at)}"


def _say_hour(at: datetime) -> str:
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour == 12 else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def say_format(format_: str) -> str:
    """What a reader does with a file of a paper."""
    return FORMATS[format_]


def say_size(length: int) -> str:
    """Bytes as a reader wants them before a download: “98 KB”, “1.2 MB”."""
    kilobytes = max(1, round(length / 1000))
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{kilobytes / 1000:.1f} MB"


def shorten(words: str, longest: int) -> str:
    """At most so many characters of somebody's words, with an ellipsis where some are left out."""
    return words if len(words) <= longest else f"{words[:longest].rstrip()}…"


def colours_css(colour: str) -> str:
    """The council's colour, and the text colour that can be read on it, as custom properties."""
    on_colour = LIGHT_TEXT if contrast(colour, LIGHT_TEXT) >= contrast(colour, DARK_TEXT) else DARK_TEXT
    return f":root{{--council-colour:{colour};--on-council-colour:{on_colour}}}\n"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""The office: everything a tick or a command works with, put together once from the settings.

It decides nothing; it knows where things are.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from config.council import Council, load_council
from config.settings import Settings
from delivery.catalogue import notice_kinds
from governance.reminders import NoticeKind
from papers.catalogue import PaperType, paper_types
from papers.house import House
from plan_store.database import Engine, connect
from plan_store.notices import LEASE
from plan_store.telling import Telling

# A council's own Word file of styles, in its folder of papers.
STYLES = "styles.docx"


@dataclass(frozen=True, kw_only=True)
class Office:
    """formats: in which papers may be rendered (none in a rehearsal). published: the folder papers go out to.

    lease: how long a message belongs to the sender that took it, before another may take it over.
    """

    engine: Engine
    council: Council
    settings: Settings
    templates: Path
    notice_kinds: Mapping[str, NoticeKind]
    paper_types: Mapping[str, PaperType]
    published: Path | None
    formats: tuple[str, ...] = ("html", "mail", "pdf", "docx", "pptx")
    lease: timedelta = LEASE

    @property
    def telling(self) -> Telling:
        return Telling(
            kinds=self.notice_kinds,
            scale=self.council.scale,
            council=self.council.name,
            secret=self.settings.secret,
        )

    @property
    def portal_address(self) -> str:
        return (self.settings.portal_address or self.council.portal_address).rstrip("/")

    @property
    def house(self) -> House:
        logo = self.settings.council.parent / self.council.logo if self.council.logo else None
        styled = self.own_papers / STYLES
        return House(
            council=self.council.name,
            colour=self.council.colour,
            header=self.council.header,
            footer=self.council.footer,
            font=self.council.font,
            lang=self.council.language,
            folder=self.templates / "house",
            logo=base64.b64encode(logo.read_bytes()).decode() if logo else "",
            logo_type=logo.suffix[1:] if logo else "",
            styled=base64.b64encode(styled.read_bytes()).decode() if styled.is_file() else "",
        )

    @property
    def own_papers(self) -> Path:
        """The council's own paper types and forms, beside its council.toml."""
        return self.settings.council.parent / "papers"


def open_office(settings: Settings) -> Office:
    """The office of these settings. Raises ConfigError where something in them cannot be used."""
    templates = settings.home / "templates"
    return Office(
        engine=connect(settings.database),
        council=load_council(settings.council),
        settings=settings,
        templates=templates,
        notice_kinds=notice_kinds(templates),
        paper_types=paper_types(templates, settings.council.parent / "papers"),
        published=settings.var / "published",
    )

"""The tables of council.toml: every key an officer may write, what it may hold and what it is when left out.

It knows nothing of files, and nothing of what the settings are used for.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WrapValidator

from config.bank_holidays import CERTAIN_UNTIL
from governance.calendar import ClearDaysRule, ResponseClock, check_hour
from governance.errors import CalendarError
from governance.file_names import DEFAULT, pattern_fault
from governance.meetings import FORMS, MeetingRule, read_date, read_meeting_rule
from governance.record import Contact, Objective
from governance.terms import DeliveryStatus, Rating, Role
from governance.timetable import Timings
from governance.wording import listed


def _as_sentence(value: Any, build: Callable[[Any], Any]) -> Any:
    """The rulebook refuses with a CalendarError; pydantic adds the place only to a ValueError."""
    try:
        return build(value)
    except CalendarError as fault:
        raise ValueError(str(fault)) from fault


def _refuse_numbers(written: Any) -> Any:
    """pydantic would read 2026 and 1400 as seconds since 1970, and so as a day or an hour nobody wrote."""
    if isinstance(written, int | float):
        raise ValueError("must be a date such as 2026-01-13, or an hour such as “14:00”")
    return written


def _check_meeting_time(hour: time) -> time:
    check_hour("meeting_time", hour)
    return hour


def _matching(pattern: str, sentence: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(sentence)
        return text

    return AfterValidator(check)


RULEBOOK = WrapValidator(_as_sentence)

Day = Annotated[date, BeforeValidator(_refuse_numbers)]
Hour = Annotated[time, BeforeValidator(_refuse_numbers), AfterValidator(_check_meeting_time), RULEBOOK]
Key = Annotated[str, _matching(r"[a-z][a-z0-9_]*", "must be small letters, figures and _, as in leadership_team")]
Colour = Annotated[str, _matching(r"#[0-9a-fA-F]{6}", "must be a colour such as #1d70b8")]
Address = Annotated[
    str, _matching(r"|[^@\s]+@[^@\s]+\.[^@\s]+", "must be a mail address such as plan@ashcombe.example")
]
Logo = Annotated[str, _matching(r"|[\w.-]+\.(svg|png)", "must be the name of an .svg or .png file beside council.toml")]
FileBeside = Annotated[str, _matching(r"|[\w-][\w. -]*", "must be the name of a file beside council.toml")]
WebAddress = Annotated[str, _matching(r"|https?://[^\s/]+\S*", "must be a web address that begins with https://")]
Dial = int | bool


def _read_dial(written: Any) -> Any:
    if not isinstance(written, Dial):
        raise ValueError("must be a whole number, true or false")
    return written


def _read_meets(written: Any) -> Any:
    """Kept as written, for pages that show it; refused here if the rulebook cannot read it."""
    dates = tuple(written) if isinstance(written, list) else written
    if not isinstance(dates, str) and not (
        isinstance(dates, tuple) and all(isinstance(day, date) and not isinstance(day, datetime) for day in dates)
    ):
        raise ValueError(f"must be a sentence or a list of dates: {listed(FORMS, 'or')}")
    _as_sentence(dates, read_meeting_rule)
    return dates


Meets = Annotated[str | tuple[date, ...], WrapValidator(lambda written, _: _read_meets(written))]
DialSet = Mapping[str, Annotated[Dial, WrapValidator(lambda written, _: _read_dial(written))]]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(Table):
    """[council]: who the council is, on papers, pages and mails. logo: an SVG or PNG file beside council.toml.

    header, footer: words at the head and foot of papers. font: a family among templates/house/fonts, tried first.
    """

    name: str = Field(min_length=1)
    short_name: str = ""
    colour: Colour = "#1d70b8"
    logo: Logo = ""
    font: str = ""
    header: str = ""
    footer: str = ""
    portal_address: WebAddress = ""
    mail_from_name: str = ""
    mail_from_address: Address = ""
    reply_to: Address = ""
    language: Literal["en-GB", "cy-GB"] = "en-GB"


class StatusOverlay(Table):
    """[statuses.<status>]: what is left out keeps its starting word."""

    word: str | None = None
    rating: Rating | None = None
    meaning: str | None = None


class RatingOverlay(Table):
    word: str | None = None
    meaning: str | None = None


class AreaRating(BaseModel):
    """[area_rating]: which rule gives an area its colour; every other key is a dial of that rule."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, float]

    rule: str = "worst"


BoardKind = Literal["partnership", "improvement", "scrutiny", "committee", "cabinet", "leadership"]


class Board(Table):
    """[[boards]]: one body that reads papers.

    meets: a sentence or a list of dates. reads_order: boards with a lower number read the paper first.
    reports: the paper types it gets (folders of templates/papers). publishes: the folder its papers go to, a full
    path or one inside var; empty is published/. may_grant_dates: the roles that may agree to a later date for an
    action, beside the board itself.
    """

    key: Key
    name: str = Field(min_length=1)
    kind: BoardKind
    meets: Meets = ()
    meeting_time: Hour = time(14, 0)
    place: str = ""
    reports: tuple[str, ...] = ("progress_report",)
    reads_order: int = 1
    publishes: str = ""
    may_grant_dates: tuple[Role, ...] = (Role.DIRECTOR,)
    clear_days: Annotated[ClearDaysRule, RULEBOOK] = ClearDaysRule()
    timings: Annotated[Timings, RULEBOOK] = Timings()

    @cached_property
    def meeting_rule(self) -> MeetingRule:
        return read_meeting_rule(self.meets)


class Channels(Table):
    """[channels]: addresses of channels, never shown in a repr since some carry a token.

    post(s):// is our own carrier of letters; mailto:// is left out since it misdelivers addresses with an apostrophe.
    """

    urls: tuple[str, ...] = Field(default=("eml://",), repr=False)
    allowed_schemas: tuple[str, ...] = ("eml", "post", "posts", "msteams", "workflows", "slack")


LONGEST_CLOSURE = timedelta(days=60)


def _read_days(written: Any) -> Any:
    """“2026-12-24”, a date, or “2026-12-24..2026-12-31”, as the days it names."""
    if isinstance(written, date):
        return (written,)
    if not isinstance(written, str):
        raise ValueError("must be a day such as 2026-12-24, or a range such as 2026-12-24..2026-12-31")
    try:
        first, last = (read_date(part) for part in (written.split("..") * 2)[:2])
    except CalendarError as fault:
        raise ValueError(str(fault)) from fault
    if not timedelta(0) <= last - first <= LONGEST_CLOSURE:
        raise ValueError(f"must run forwards and for no more than {LONGEST_CLOSURE.days} days")
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


Days = Annotated[tuple[date, ...], WrapValidator(lambda written, _: _read_days(written))]


class Closure(Table):
    on: Days
    reason: str = Field(min_length=1)


class CalendarTable(Table):
    """[calendar]: days on which the offices are shut, and corrections to the bank holidays."""

    closures: tuple[Closure, ...] = ()
    extra_bank_holidays: tuple[Closure, ...] = ()
    not_bank_holidays: tuple[Closure, ...] = ()
    bank_holidays_certain_until: Day = CERTAIN_UNTIL
    financial_year_first_month: int = Field(default=4, ge=1, le=12)


class SignInTable(Table):
    """[sign_in]: mailed_code = false leaves only the council's own account, where that is set up (settings.py)."""

    mailed_code: bool = True


def _check_file_name(pattern: str) -> str:
    if fault := pattern_fault(pattern):
        raise ValueError(fault)
    return pattern


class PublicationTable(Table):
    """[publication]: file_name is the pattern by which the files of papers and packs are called, without the ending."""

    file_name: Annotated[str, AfterValidator(_check_file_name)] = DEFAULT


class ChecksTable(BaseModel):
    """[checks]: how papers are read before sign-off; every other key is a rule with its dials.

    abbreviations: those that the council's readers know, beside [paper]'s. names: the file beside council.toml that
    lists, one to a line, names that must never stand in a paper.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, DialSet]

    abbreviations: tuple[str, ...] = ()
    names: FileBeside = ""


class PaperTable(Table):
    """[paper]: what stands at the head of every paper. titles: paper type → its standing title.

    report_of: whose report it is, where that is not the relevant director's; presented_by: who speaks to it.
    small_numbers: counts of children from 1 to this are kept back in public papers; 0 shows them all. abbreviations:
    those that every reader knows, which the checker lets pass.
    """

    relevant_director: Contact = Contact(name="")
    wards: str = "All"
    objectives_of: str = ""
    objectives: tuple[Objective, ...] = ()
    contact_officers: tuple[Contact, ...] = ()
    titles: Mapping[str, str] = {}
    report_of: str = ""
    presented_by: str = ""
    small_numbers: int = Field(default=5, ge=0, le=20)
    abbreviations: tuple[str, ...] = ()


CLOCKS_2007 = (
    ResponseClock(name="early draft of the written statement of action", working_days=20),
    ResponseClock(name="publish the inspection report", working_days=30),
    ResponseClock(name="written statement of action", working_days=70),
)


class CouncilFile(Table):
    """The whole of council.toml."""

    council: Identity
    calendar: CalendarTable = CalendarTable()
    statuses: Mapping[DeliveryStatus, StatusOverlay] = {}
    ratings: Mapping[Rating, RatingOverlay] = {}
    area_rating: AreaRating = AreaRating()
    boards: tuple[Board, ...] = ()
    flags: Mapping[str, DialSet] = {}
    checks: ChecksTable = ChecksTable()
    channels: Channels = Channels()
    response_clocks: tuple[Annotated[ResponseClock, RULEBOOK], ...] = CLOCKS_2007
    sign_in: SignInTable = SignInTable()
    publication: PublicationTable = PublicationTable()
    paper: PaperTable = PaperTable()

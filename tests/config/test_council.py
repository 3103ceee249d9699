"""council.toml: what is read from it, and the sentence for everything that cannot be used."""

import pickle
import re
import shutil
from datetime import date, time
from pathlib import Path

import pytest

from config.bank_holidays import CERTAIN_UNTIL
from config.council import begin_council, load_council, read_council
from config.council_tables import Board
from config.scale import RATINGS, STATUSES
from config.settings import load_settings
from governance.calendar import ClearDaysRule
from governance.errors import ConfigError
from governance.meetings import Monthly, OnDates
from governance.ratings import AREA_RULES
from governance.terms import DeliveryStatus, Rating, Role
from governance.timetable import Timings

EXAMPLE = Path(__file__).parent.parent.parent / "config" / "council.example.toml"
ASHCOMBE = '[council]\nname = "Ashcombe"\n'
BOARD = '[[boards]]\nkey = "board"\nname = "Children\'s Board"\nkind = "partnership"\n'


def read_board(more: str) -> Board:
    return read_council(ASHCOMBE + BOARD + more).board("board")


def test_a_name_is_enough_for_a_council() -> None:
    council = read_council(ASHCOMBE)

    assert (council.name, council.language, council.boards) == ("Ashcombe", "en-GB", ())
    assert council.channels.urls == ("eml://",)
    assert [clock.working_days for clock in council.response_clocks] == [20, 30, 70]
    assert council.calendar.certain_until == CERTAIN_UNTIL
    assert council.calendar.bank_holidays[date(2022, 9, 19)]


def test_a_board_that_says_nothing_more_has_five_clear_days_and_the_usual_timings() -> None:
    board = read_board("")

    assert (board.clear_days, board.timings) == (ClearDaysRule(), Timings())
    assert (board.meeting_time, board.reports, board.may_grant_dates) == (
        time(14, 0),
        ("progress_report",),
        (Role.DIRECTOR,),
    )
    assert board.meeting_rule == OnDates(())


def test_a_board_sets_its_meetings_its_clear_days_and_its_timings() -> None:
    board = read_board(
        'meets = "second Tuesday of March"\n'
        'clear_days = { number = 3, excluded_weekdays = [6], cut_off = "16:30", source = "Terms of reference" }\n'
        'timings = { reminders_before_lock = [7], lock_hour = "13:00", notify_before_meeting = 1 }\n'
    )

    assert board.meeting_rule == Monthly(2, 1, frozenset({3}))
    assert board.clear_days == ClearDaysRule(
        number=3, excluded_weekdays=frozenset({6}), cut_off=time(16, 30), source="Terms of reference"
    )
    assert board.timings == Timings(reminders_before_lock=(7,), lock_hour=time(13, 0), notify_before_meeting=1)


def test_meetings_may_be_listed_by_date() -> None:
    assert read_board("meets = [2026-12-08, 2026-09-08]").meeting_rule == OnDates((date(2026, 9, 8), date(2026, 12, 8)))


def test_boards_stand_in_the_order_in_which_they_read() -> None:
    second = BOARD.replace('"board"', '"leaders"') + "reads_order = 0\n"

    assert [board.key for board in read_council(ASHCOMBE + BOARD + second).boards] == ["leaders", "board"]


def test_a_board_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(ConfigError, match=r"no board “scrutiny” in council\.toml; the boards are: board"):
        read_council(ASHCOMBE + BOARD).board("scrutiny")
    with pytest.raises(ConfigError, match="the boards are: none"):
        read_council(ASHCOMBE).board("scrutiny")


def test_closures_and_corrected_bank_holidays_are_in_the_calendar() -> None:
    council = read_council(
        ASHCOMBE
        + """
        [calendar]
        closures = [
          { on = "2026-12-29..2026-12-31", reason = "Christmas closure" },
          { on = "24 December 2026", reason = "Christmas Eve" },
          { on = 2027-01-04, reason = "Training day" },
        ]
        extra_bank_holidays = [{ on = "2031-05-05", reason = "Jubilee" }]
        not_bank_holidays = [{ on = "2026-05-04", reason = "Moved to 8 May" }]
        bank_holidays_certain_until = 2031-12-31
        """
    )

    assert council.calendar.next_working_day(date(2026, 12, 23)) == date(2027, 1, 5)
    assert council.calendar.closures[date(2026, 12, 30)] == "Christmas closure"
    assert council.calendar.reason_not_counted(date(2031, 5, 5)) == "Jubilee"
    assert council.calendar.is_working_day(date(2026, 5, 4))
    assert council.calendar.certain_until == date(2031, 12, 31)


def test_every_status_and_every_colour_has_its_word_whatever_the_council_leaves_out() -> None:
    scale = read_council(
        ASHCOMBE + '[statuses.complete]\nword = "Done"\nrating = "green"\n[ratings.red]\nmeaning = "Late."\n'
    ).scale

    assert set(scale.statuses) == set(DeliveryStatus) == set(STATUSES)
    assert set(scale.ratings) == set(Rating) == set(RATINGS)
    assert (scale.statuses[DeliveryStatus.COMPLETE].word, scale.rating_of(DeliveryStatus.COMPLETE)) == (
        "Done",
        Rating.GREEN,
    )
    assert scale.statuses[DeliveryStatus.COMPLETE].meaning == STATUSES[DeliveryStatus.COMPLETE].meaning
    assert (scale.ratings[Rating.RED].word, scale.ratings[Rating.RED].meaning) == ("Red", "Late.")


@pytest.mark.parametrize("rule", AREA_RULES)
def test_every_rule_for_areas_can_be_chosen(rule: str) -> None:
    assert read_council(f'{ASHCOMBE}[area_rating]\nrule = "{rule}"\n').scale.area_rule.name == rule


def test_a_rule_for_areas_takes_its_dials() -> None:
    council = read_council(f'{ASHCOMBE}[area_rating]\nrule = "worst_share"\nred_share = 0.1\n')

    assert council.scale.area_rule.dials == {"red_share": 0.1}


def test_dials_of_flags_keep_their_kind() -> None:
    flags = read_council(f"{ASHCOMBE}[flags.overdue]\ngrace_days = 3\nenabled = false\n").flags

    assert (flags["overdue"]["grace_days"], flags["overdue"]["enabled"]) == (3, False)


def test_a_channels_address_is_not_shown_when_the_council_is_printed() -> None:
    council = read_council(f'{ASHCOMBE}[channels]\nurls = ["slack://token-a/token-b/token-c"]\n')

    assert "token-a" not in f"{council} {council!r}"


def test_a_council_can_be_handed_to_another_process() -> None:
    council = read_council(ASHCOMBE + BOARD + 'meets = "second Tuesday of March"')

    assert pickle.loads(pickle.dumps(council)) == council  # noqa: S301


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ('name = "Ashcombe"', "“council” is missing"),
        ('[council]\nnam = "Ashcombe"', "“council.nam” is not a setting; did you mean “name”?"),
        ("[council]\nname = 3", "“council.name” must be text in quotation marks"),
        ('[council]\nname = ""', "“council.name” must not be empty"),
        (ASHCOMBE + 'colour = "red"', "“council.colour”: must be a colour such as #1d70b8"),
        (ASHCOMBE + 'reply_to = "Carys"', "“council.reply_to”: must be a mail address"),
        (ASHCOMBE + 'portal_address = "plan.example"', "“council.portal_address”: must be a web address"),
        (ASHCOMBE + 'language = "fr"', "“council.language” is “fr”, which is not known here; what there is: cy-GB and"),
        (ASHCOMBE + '[statuses.on_trak]\nword = "x"', "“statuses.on_trak” is not known here; did you mean “on_track”?"),
        (ASHCOMBE + '[statuses.on_track]\nrating = "gren"', "“statuses.on_track.rating” is “gren”, which is not known"),
        (ASHCOMBE + '[ratings.red]\nwrod = "x"', "“ratings.red.wrod” is not a setting; did you mean “word”?"),
        (ASHCOMBE + '[area_rating]\nrule = "best"', "there is no rule “best”; the rules are worst"),
        (ASHCOMBE + '[area_rating]\nrule = "worst_share"\nred = 1', "has no dial “red”; its dials are red_share and"),
        (ASHCOMBE + '[area_rating]\nrule = "worst"\nred = 1', "“worst” has no dial “red”; it has no dials"),
        (ASHCOMBE + '[area_rating]\nred_share = "a"', "“area_rating.red_share” must be a number"),
        (ASHCOMBE + '[flags.overdue]\ngrace_days = "3"', "“flags.overdue.grace_days”: must be a whole number, true or"),
        (ASHCOMBE + "[calendar]\nfinancial_year_first_month = 13", "should be less than or equal to 12"),
        (ASHCOMBE + "[calendar]\nbank_holidays_certain_until = 2027", "must be a date such as 2026-01-13"),
        (ASHCOMBE + '[[response_clocks]]\nname = "a"\nworking_days = 0', "“response_clocks 1”: The clock “a” must run"),
        (
            ASHCOMBE + '[[response_clocks]]\nname = "a"\nworking_days = 1\nfirst_day = "now"',
            "“response_clocks 1, first_day” is “now”, which is not known here",
        ),
        (ASHCOMBE + "[paper]\nrelevant_director = { nmae = 'Dev' }", "“paper.relevant_director.nmae” is not a setting"),
        (
            ASHCOMBE + "[paper]\ncontact_officers = [{ nmae = 'x' }]",
            "“paper.contact_officers 1, nmae” is not",
        ),
        ("[council\n", "council.toml is not valid TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_is_allowed(written: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_council(written)

    assert sentence in str(refused.value)
    assert str(refused.value).startswith("council.toml")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('plce = "Town Hall"', "“boards 1, plce” is not a setting; did you mean “place”?"),
        (
            'timings = { lock_huor = "12:00" }',
            "“boards 1, timings.lock_huor” is not a setting; did you mean “lock_h",
        ),
        ("clear_days = { days = 5 }", "“boards 1, clear_days.days” is not a setting; what there is: cut_off,"),
        ("clear_days = { number = -1 }", "“boards 1, clear_days”: A board cannot ask for -1 clear days"),
        ("timings = { open_before_lock = -1 }", "“boards 1, timings”: open_before_lock is -1"),
        ("timings = { escalate_before_lock = 9 }", "board “board”, timings: These settings put “escalate”"),
        ("clear_days = { number = 1 }", "notify_before_meeting (2) would tell leaders before the papers are out"),
        ('meets = "when it likes"', "“boards 1, meets”: “when it likes” is not a way of saying when a board meets"),
        ("meets = 4", "“boards 1, meets”: must be a sentence or a list of dates"),
        ("meets = [2026-12-08T10:00:00]", "“boards 1, meets”: must be a sentence or a list of dates"),
        ('meeting_time = "two"', "“boards 1, meeting_time” must be a time in quotation marks, such as “14:00”"),
        (
            "meeting_time = 1400",
            "“boards 1, meeting_time”: must be a date such as 2026-01-13, or an hour",
        ),
        ('meeting_time = "14:00Z"', "“boards 1, meeting_time”: meeting_time must be an hour of London time"),
        ("timings = { lock_hour = 1200 }", "“boards 1, timings”: lock_hour must be an hour of London time"),
        ('clear_days = { cut_off = "17:00Z" }', "“boards 1, clear_days”: cut_off must be an hour of London time"),
        ('reports = "progress_report"', "“boards 1, reports” must be a list in square brackets"),
        ('may_grant_dates = ["directr"]', "“boards 1, may_grant_dates 1” is “directr”"),
        (BOARD, "two boards have the key “board”"),
        (BOARD.replace('"board"', '"A Board"'), "“boards 2, key”: must be small letters"),
    ],
)
def test_a_board_that_cannot_be_used_is_named_with_what_is_allowed(more: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_board(more)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("key", "on", "sentence"),
    [
        ("closures", '"2026-12-31..2026-12-24"', "must run forwards and for no more than 60 days"),
        ("closures", '"2026-01-01..2026-12-31"', "must run forwards and for no more than 60 days"),
        ("closures", "3", "must be a day such as 2026-12-24, or a range"),
        ("closures", '"32 May 2026"', "“32 May 2026” is not in the calendar"),
        ("not_bank_holidays", "2026-05-05", "Tuesday 5 May 2026 is no bank holiday in England"),
    ],
)
def test_a_day_in_the_calendar_that_cannot_be_used_is_named(key: str, on: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=rf"calendar\.{key}") as refused:
        read_council(f'{ASHCOMBE}[calendar]\n{key} = [{{ on = {on}, reason = "why" }}]\n')

    assert sentence in str(refused.value)


def test_everything_wrong_with_the_file_is_said_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        read_council('[council]\ncolour = "red"\nnam = "Ashcombe"\n')

    assert len(str(refused.value).splitlines()) == 3


def test_a_file_that_is_missing_or_unreadable_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'[council]\nname = "Caf\xe9"\n')

    with pytest.raises(ConfigError, match=r"Copy config/council\.example\.toml there"):
        load_council(tmp_path / "council.toml")
    with pytest.raises(ConfigError, match="Save it as plain text in UTF-8"):
        load_council(tmp_path / "latin.toml")


def test_messages_call_the_file_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "ashcombe.toml").write_text('[council]\nnam = "x"\n', encoding="utf-8")

    with pytest.raises(ConfigError, match=r"^ashcombe\.toml: "):
        load_council(tmp_path / "ashcombe.toml")


def test_a_first_start_without_a_council_begins_with_the_example_at_this_address(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "config")
    settings = load_settings({"CLEARDAYS_HOME": str(tmp_path)})

    made = begin_council(settings, address="http://127.0.0.1:8765")
    again = begin_council(settings, address="http://127.0.0.1:9999")

    assert (made, again) == (True, False)
    assert load_council(tmp_path / "council.toml").portal_address == "http://127.0.0.1:8765"


def test_a_council_that_the_environment_names_is_never_made_up(tmp_path: Path) -> None:
    settings = load_settings({"CLEARDAYS_HOME": str(tmp_path), "CLEARDAYS_COUNCIL": str(tmp_path / "ours.toml")})

    assert not begin_council(settings, address="http://127.0.0.1:8765")
    assert not (tmp_path / "ours.toml").exists()


def test_files_are_named_by_the_councils_own_pattern_or_as_ever() -> None:
    own = read_council(ASHCOMBE + '[publication]\nfile_name = "{meeting_on}-{item}-{title}"\n')

    assert own.publication.file_name == "{meeting_on}-{item}-{title}"
    assert read_council(ASHCOMBE).publication.file_name == "{cycle}-{paper}"


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{title}", "“publication.file_name”: must hold {paper} or {item}, so that no two papers have one name."),
        ("{item}/{title}", "“publication.file_name”: holds “/”; between the fields use letters"),
        ("{" + "}{".join(["title"] * 4) + "}{paper}", "gives the papers of the board “board” names of more than 180"),
    ],
)
def test_a_pattern_of_names_that_will_not_do_is_said_when_the_file_is_read(pattern: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        read_council(f'{ASHCOMBE}{BOARD}[publication]\nfile_name = "{pattern}"\n')

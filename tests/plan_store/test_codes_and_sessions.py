"""Codes, invitations and sessions in the store: good once, for a while, for one person, and worth nothing copied."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select
from stores import AT, SECRET, Town, a_town, dump, together

from governance.errors import LinkError
from governance.terms import Role
from plan_store import codes, people, visits
from plan_store.database import Engine, reading, transaction
from plan_store.tables import Person, SignInCode

MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(store: Engine) -> Town:
    with transaction(store) as session:
        return a_town(session)


def issued(session: Session, person: Person, *, minutes: int = 0) -> str:
    return codes.digits(codes.issue_code(session, person, by="system", at=AT + minutes * MINUTE), secret=SECRET)


def invited(session: Session, person: Person, *, minutes: int = 0) -> str:
    invitation = codes.invite(session, person, by="system", at=AT + minutes * MINUTE)
    return codes.invitation_token(invitation, secret=SECRET)


def used(session: Session, person: Person | None, typed: str, *, minutes: int = 0, secret: str = SECRET) -> bool:
    return codes.use_code(session, person, typed, secret=secret, by="system", at=AT + minutes * MINUTE)


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def test_a_code_is_eight_digits_in_two_groups_and_works_with_or_without_the_space(store: Engine, town: Town) -> None:
    for spaced in ("{}", " {} ", "{}\n"):
        with transaction(store) as session:
            code = issued(session, town.carys)
            assert [len(group) for group in code.split(" ")] == [4, 4]
            assert code.replace(" ", "").isdecimal()
            assert used(session, town.carys, spaced.format(code))
    with transaction(store) as session:
        assert used(session, town.carys, issued(session, town.carys).replace(" ", ""))


def test_a_code_works_once(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)

        assert [used(session, town.carys, code) for _ in range(3)] == [True, False, False]


def test_a_code_works_for_ten_minutes(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)

        assert not used(session, town.carys, code, minutes=10)
        assert used(session, town.carys, code, minutes=9)


def test_a_new_code_ends_the_one_before(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        first = issued(session, town.carys)
        second = issued(session, town.carys, minutes=1)

        assert not used(session, town.carys, first, minutes=2)
        assert used(session, town.carys, second, minutes=2)


def test_after_five_wrong_tries_the_right_code_works_no_more(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)
        four_wrong = [used(session, town.carys, wrong(code)) for _ in range(4)]
        spared = issued(session, town.dev)
        assert not any(used(session, town.dev, wrong(spared)) for _ in range(4))
        assert used(session, town.dev, spared)
        assert not any(four_wrong)
        assert not used(session, town.carys, wrong(code))

        assert not used(session, town.carys, code)


def test_a_code_signs_in_nobody_but_the_person_it_was_made_for(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)
        issued(session, town.dev)

        assert not used(session, town.dev, code)
        assert not used(session, None, code)
        assert used(session, town.carys, code)


def test_a_copy_of_the_store_holds_no_code_and_another_secret_makes_another(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code, token = issued(session, town.carys), invited(session, town.carys)
    whole = repr(dump(store))

    assert code not in whole
    assert code.replace(" ", "") not in whole
    assert token not in whole
    with transaction(store) as session:
        assert not used(session, town.carys, code, secret="another-secret-of-more-than-32-characters")


def test_two_browsers_that_send_the_same_code_at_once_do_not_both_get_in(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)

    def send(_: int) -> bool:
        with transaction(store) as session:
            return used(session, town.carys, code)

    assert Counter(together(send, range(4))) == {True: 1, False: 3}


def test_guesses_sent_at_once_are_counted_one_by_one(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = issued(session, town.carys)

    def guess(_: int) -> bool:
        with transaction(store) as session:
            return used(session, town.carys, wrong(code))

    assert not any(together(guess, range(6)))
    with transaction(store) as session:
        (row,) = session.exec(select(SignInCode))
        assert row.tries == codes.MOST_TRIES
        assert not used(session, town.carys, code)


def test_an_address_is_known_in_capitals_or_not_but_not_in_part(store: Engine, town: Town) -> None:
    with reading(store) as session:
        found = [
            codes.who_signs_in_as(session, address, at=AT)
            for address in (
                " Carys@ASHCOMBE.example ",
                "carys@ashcombe.exampl",
                "%",
                "",
                " ",
                "nobody@ashcombe.example",
            )
        ]

    assert [person and person.name for person in found] == ["Carys Bevan", None, None, None, None, None]


def test_somebody_who_has_left_or_has_no_part_in_the_plan_cannot_sign_in(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        visitor = people.add(session, "Una Visitor", by="system", at=AT)
        people.describe(session, visitor, by="system", at=AT, email="una@ashcombe.example")
        people.mark_left(session, session.get_one(Person, town.dev.id), date(2026, 2, 9), by="system", at=AT)

        assert codes.who_signs_in_as(session, "una@ashcombe.example", at=AT) is None
        assert codes.who_signs_in_as(session, "dev@ashcombe.example", at=AT) is None


def test_two_people_who_share_an_address_cannot_sign_in_with_it_and_the_log_says_who_by_reference(
    store: Engine, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction(store) as session:
        dev = session.get_one(Person, town.dev.id)
        people.describe(session, dev, by="system", at=AT, email="Carys@ashcombe.example")

        assert codes.who_signs_in_as(session, "carys@ashcombe.example", at=AT) is None
        assert town.carys.reference in caplog.text
        assert town.dev.reference in caplog.text
        assert "ashcombe.example" not in caplog.text

        people.mark_left(session, dev, date(2026, 2, 1), by="system", at=AT)
        found = codes.who_signs_in_as(session, "carys@ashcombe.example", at=AT)
        assert found is not None
        assert found.name == "Carys Bevan"


def test_an_invitation_opens_as_often_as_one_looks_and_is_used_once(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        token = invited(session, town.carys)
    before = dump(store)
    with reading(store) as session:
        names = [codes.open_invitation(session, token, secret=SECRET, at=AT).name for _ in range(3)]
    assert names == ["Carys Bevan"] * 3
    assert dump(store) == before

    with transaction(store) as session:
        codes.use_invitation(session, token, secret=SECRET, by="system", at=AT)
        with pytest.raises(LinkError, match="has been used or is over"):
            codes.use_invitation(session, token, secret=SECRET, by="system", at=AT)


def test_an_invitation_that_is_over_replaced_or_made_up_opens_nothing(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        first, other = invited(session, town.carys), invited(session, town.dev)
        second = invited(session, town.carys, minutes=1)
        nonce, _, signature = second.partition(".")
        made_up = [
            first,
            "",
            ".",
            nonce,
            f"{nonce}.",
            f"{other.partition('.')[0]}.{signature}",
            f"{second}x",
            "é",
            "\x00.x",
        ]
        for token in made_up:
            with pytest.raises(LinkError):
                codes.open_invitation(session, token, secret=SECRET, at=AT + 2 * MINUTE)
        with pytest.raises(LinkError):
            codes.open_invitation(session, second, secret=SECRET, at=AT + 31 * MINUTE)
        assert codes.open_invitation(session, second, secret=SECRET, at=AT + 30 * MINUTE).name == "Carys Bevan"


def test_the_number_behind_a_mailed_code_is_no_invitation(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        code = codes.issue_code(session, town.carys, by="system", at=AT)
        with pytest.raises(LinkError):
            codes.open_invitation(session, codes.invitation_token(code, secret=SECRET), secret=SECRET, at=AT)


def test_an_invitation_of_somebody_who_has_left_opens_nothing(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        token = invited(session, town.dev)
        people.mark_left(session, session.get_one(Person, town.dev.id), date(2026, 2, 9), by="system", at=AT)
        with pytest.raises(LinkError, match="no longer has a part in the plan"):
            codes.open_invitation(session, token, secret=SECRET, at=AT)


def test_a_session_lasts_ten_hours_and_ends_when_it_is_signed_out(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        token = visits.begin_session(session, town.carys, "code", by=town.carys.reference, at=AT)
        late = AT + visits.SESSION_LASTS

        assert visits.person_of(session, token, at=late - MINUTE) is not None
        assert visits.person_of(session, token, at=late) is None
        assert visits.person_of(session, f"{token}x", at=AT) is None
        visits.end_session(session, token, by=town.carys.reference, at=AT)
        assert visits.person_of(session, token, at=AT) is None


def test_signing_out_everywhere_ends_each_session_of_that_person_and_no_other(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        mine = [visits.begin_session(session, town.carys, "code", by="P-003", at=AT) for _ in range(2)]
        other = visits.begin_session(session, town.dev, "code", by="P-004", at=AT)

        assert visits.end_every_session(session, town.carys, by="P-003", at=AT) == 2

        assert [visits.person_of(session, token, at=AT) for token in mine] == [None, None]
        assert visits.person_of(session, other, at=AT) is not None
        assert visits.open_sessions(session, town.carys.id or 0, at=AT) == []


def test_no_token_of_a_session_stands_in_the_store(store: Engine, town: Town) -> None:
    with transaction(store) as session:
        token = visits.begin_session(session, town.carys, "code", by="P-003", at=AT)

    assert token not in repr(dump(store))


def test_a_seat_an_action_and_an_accountable_post_are_parts_in_the_plan(store: Engine, town: Town) -> None:
    with reading(store) as session:
        roles = {
            name: visits.roles_in_portal(session, session.get_one(Person, getattr(town, name).id))
            for name in ("amara", "carys", "dev", "elin")
        }

    assert Role.OWNER in roles["amara"]
    assert roles["carys"] == {Role.OFFICER}
    assert Role.DIRECTOR in roles["dev"]
    assert roles["elin"] == {Role.BOARD_MEMBER}

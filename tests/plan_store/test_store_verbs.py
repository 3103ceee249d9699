"""Every verb that writes says who and when, and leaves its audit row in the same transaction."""

import pytest
from store_verbs import DEEDS, WHEN, WHO, Scene, Verb, a_scene, find_verbs
from stores import dump, rolled_back

from plan_store.database import Engine, transaction

VERBS = find_verbs()
WRITERS = [verb for verb in VERBS if verb.writes]
# The director is handed in as a person and is the one who acts.
BY_THE_DIRECTOR = {"moves.sign_off", "moves.send_back"}


@pytest.mark.parametrize("verb", WRITERS, ids=str)
def test_every_verb_that_writes_says_who_and_when(verb: Verb) -> None:
    wanted = {"at"} if str(verb) in BY_THE_DIRECTOR else {"by", "at"}

    assert wanted <= verb.keywords


@pytest.mark.parametrize("verb", WRITERS, ids=str)
def test_every_verb_that_writes_leads_to_the_audit_trail(verb: Verb) -> None:
    assert verb.audits


def test_only_what_writes_asks_who_did_it() -> None:
    assert {str(verb) for verb in VERBS if "by" in verb.keywords and not verb.writes} == set()


def test_every_verb_that_writes_is_shown_at_work() -> None:
    assert {str(verb) for verb in WRITERS} == set(DEEDS)


@pytest.mark.parametrize("name", DEEDS)
def test_a_verb_and_its_audit_row_are_kept_together_or_not_at_all(store: Engine, name: str) -> None:
    with transaction(store) as session:
        scene = a_scene(session)
    before = dump(store)

    with rolled_back(store) as session:
        DEEDS[name](session, _here(session, scene))
    called_off = dump(store)
    with transaction(store) as session:
        DEEDS[name](session, _here(session, scene))
    after = dump(store)

    new = after["auditentry"][len(before["auditentry"]) :]
    changed = {table for table in after if after[table] != before[table]} - {"auditentry"}
    assert called_off == before
    assert changed
    assert new
    assert {(row["by"], row["at"]) for row in new} == {(WHO, WHEN)}


def _here(session: object, scene: Scene) -> Scene:
    """The same scene, its rows as this session knows them."""
    merge = session.merge  # type: ignore[attr-defined]
    town = type(scene.town)(**{name: merge(row) for name, row in vars(scene.town).items()})
    rows = {name: merge(row) for name, row in vars(scene).items() if name != "town"}
    return Scene(town=town, **rows)

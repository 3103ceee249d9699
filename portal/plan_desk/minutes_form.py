"""A resolution as it is typed at the desk, limb by limb, read into what the minutes record.

It knows nothing of pages. Every limb's boxes carry its number: kind_1, words_1, and so on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flows.minutes import LimbWritten, ResolutionWritten
from governance.answers import AnswerFault
from governance.reminders import has_left
from plan_store import decisions, plan_view
from plan_store.database import Session
from plan_store.tables import Plan
from portal.desk.forms import Box, FormSent, Options, Typed, first_of, read_boxes

MOST_LIMBS = 20
KIND_WORDS: Mapping[str, str] = {
    "note": "Notes: nothing has to be done",
    "agree": "Agrees: something is decided and stands",
    "commission": "Commissions: the next paper must answer it",
    "action": "Adds an action to the plan",
}
OF_AN_ACTION = ("title", "owner", "due", "area", "findings")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may be chosen of: owners, delivery plans, and the references of findings."""

    owners: Options
    areas: Options
    findings: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class LimbBoxes:
    number: int
    boxes: tuple[Box, ...]
    of_an_action: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True)
class FormRead:
    """typed: everything as it was typed, faults included. written: the resolution, None where something is at fault."""

    typed: Typed
    limbs: tuple[LimbBoxes, ...]
    written: ResolutionWritten | None

    @property
    def boxes(self) -> tuple[Box, ...]:
        return (*HEAD, *(box for limb in self.limbs for box in (*limb.boxes, *limb.of_an_action)))


HEAD = (
    Box(
        name="number",
        label="Number of the resolution",
        hint="As the minutes have it, such as 12.1.",
        needed="Give the number of the resolution, as the minutes have it.",
        width="10",
    ),
    Box(
        name="words",
        label="What was resolved, word for word",
        kind="lines",
        hint="As the minutes have it. What is recorded can be corrected, but not taken back.",
        needed="Write what was resolved, word for word.",
    ),
)


def choices_for(session: Session, plan: Plan, today: date) -> Choices:
    here = [person for person in plan_view.everybody(session) if not has_left(person, as_of=today)]
    return Choices(
        owners=tuple((person.reference, person.name) for person in here),
        areas=tuple((area.reference, f"{area.reference}: {area.title}") for area in plan_view.areas(session, plan)),
        findings=frozenset(finding.reference for finding in plan_view.findings(session, plan)),
    )


def limb_count(sent: FormSent) -> int:
    written = first_of(sent, "limbs")
    return min(max(int(written), 1), MOST_LIMBS) if written.isdecimal() and len(written) < 4 else 1


def limb_boxes(number: int, choices: Choices) -> LimbBoxes:
    """The boxes of one limb; those of an action apart, for most limbs are none."""
    return LimbBoxes(
        number=number,
        boxes=(
            Box(
                name=f"kind_{number}",
                label="What does it do?",
                kind="radios",
                options=tuple(KIND_WORDS.items()),
                needed=f"Limb {number}: choose what it does.",
            ),
            Box(
                name=f"words_{number}",
                label="Words of this limb",
                kind="lines",
                width="short",
                hint="Leave it empty where the limb is the whole resolution.",
            ),
        ),
        of_an_action=(
            Box(name=f"title_{number}", label="What will be done", hint="The action as the plan will show it."),
            Box(name=f"owner_{number}", label="Owner (optional)", kind="choice", options=choices.owners),
            Box(name=f"due_{number}", label="Due date (optional)", kind="date", hint="For example, 27 3 2027."),
            Box(name=f"area_{number}", label="Delivery plan", kind="choice", options=choices.areas),
            Box(
                name=f"findings_{number}",
                label="Findings it answers (optional)",
                hint="Their references, with commas between, such as 3, 9.",
            ),
        ),
    )


def empty_form(choices: Choices) -> FormRead:
    return FormRead(typed=Typed(values={}), limbs=(limb_boxes(1, choices),), written=None)


def read_form_of(sent: FormSent, choices: Choices) -> FormRead:
    """Everything typed, and the resolution where nothing of it is at fault."""
    limbs = tuple(limb_boxes(n, choices) for n in range(1, limb_count(sent) + 1))
    read = FormRead(typed=Typed(values={}), limbs=limbs, written=None)
    typed = read_boxes(sent, read.boxes)
    for limb in limbs:
        _check_limb(typed, limb.number, len(limbs), choices)
    in_order = {box.name: place for place, box in enumerate(read.boxes)}
    typed.faults.sort(key=lambda fault: in_order[fault.field])
    if typed.faults:
        return FormRead(typed=typed, limbs=limbs, written=None)
    written = ResolutionWritten(
        number=typed.values["number"].strip(),
        words=typed.values["words"],
        limbs=tuple(_limb(typed.values, limb.number) for limb in limbs),
    )
    return FormRead(typed=typed, limbs=limbs, written=written)


def with_another(sent: FormSent) -> FormSent:
    """The same form with one limb more at its end."""
    return {**sent, "limbs": [str(min(limb_count(sent) + 1, MOST_LIMBS))]}


def without(sent: FormSent, gone: int) -> FormSent:
    """The same form without one of its limbs; those after it move up."""
    count = limb_count(sent)
    if count < 2 or not 1 <= gone <= count:
        return sent
    kept: dict[str, list[str]] = {"limbs": [str(count - 1)]}
    for name, values in sent.items():
        stem, number, part = _parts(name)
        if not number or not number.isdecimal():
            kept.setdefault(name, values)
        elif int(number) != gone:
            n = int(number) - (int(number) > gone)
            kept[f"{stem}_{n}{part}"] = values
    return kept


def _parts(name: str) -> tuple[str, str, str]:
    """“due_2_day” is due, 2 and _day."""
    stem, _, rest = name.partition("_")
    number, underscore, part = rest.partition("_")
    return stem, number, f"{underscore}{part}"


def _check_limb(typed: Typed, n: int, of: int, choices: Choices) -> None:
    values = typed.values
    at_fault = {fault.field for fault in typed.faults}

    def complain(field: str, sentence: str) -> None:
        if (name := f"{field}_{n}") not in at_fault:
            typed.faults.append(AnswerFault(name, sentence))

    if of > 1 and not values[f"words_{n}"].strip():
        complain("words", f"Limb {n}: write its words, for there are several limbs.")
    if values[f"kind_{n}"] != "action":
        if any(values[f"{field}_{n}"].strip() for field in OF_AN_ACTION):
            complain(
                "kind",
                f"Limb {n}: an action is described below. Choose “{KIND_WORDS['action']}”, or empty those fields.",
            )
        return
    if not values[f"title_{n}"].strip():
        complain("title", f"Limb {n}: write what will be done.")
    if not values[f"area_{n}"]:
        complain("area", f"Limb {n}: choose the delivery plan that the action belongs to.")
    if unknown := [ref for ref in _references(values[f"findings_{n}"]) if ref not in choices.findings]:
        complain("findings", f"Limb {n}: the plan has no finding {unknown[0]}. Give references with commas between.")


def _limb(values: Mapping[str, str], n: int) -> LimbWritten:
    words = values[f"words_{n}"] if values[f"words_{n}"].strip() else values["words"]
    kind = values[f"kind_{n}"]
    if kind != "action":
        return LimbWritten.model_validate({"kind": kind, "words": words})
    return LimbWritten.model_validate(
        {
            "kind": kind,
            "words": words,
            "title": values[f"title_{n}"].strip(),
            "owner": values[f"owner_{n}"],
            "due": values[f"due_{n}"] or None,
            "delivery_plan": values[f"area_{n}"],
            "findings": _references(values[f"findings_{n}"]),
        }
    )


def _references(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in written.split(",") if part.strip())


assert set(KIND_WORDS) == set(decisions.KINDS)  # noqa: S101 - the words keep up with the record

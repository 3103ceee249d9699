"""Reads the registers that stand beside the actions: findings, people, delivery plans, measures, risks and the rest.

It does not link them to actions; the words are kept as written for whoever writes the plan.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from governance.terms import Origin
from plan_store.loading.dates import read_date
from plan_store.loading.dues import DueCell
from plan_store.loading.headings import Kind
from plan_store.loading.row_reader import RowReader
from plan_store.loading.rows import (
    DeliveryPlanRow,
    FindingRow,
    FundingRow,
    InspectionRow,
    MeasureRow,
    PersonRow,
    Place,
    RiskRow,
)

ORIGINS: dict[Origin, tuple[str, ...]] = {
    Origin.INSPECTOR: (
        "inspector",
        "inspectors",
        "inspection",
        "ofsted",
        "cqc",
        "hmi",
        "inspectorate",
        "external",
        "ilacs",
        "jtai",
    ),
    Origin.SELF: (
        "self",
        "self-identified",
        "self identified",
        "council",
        "internal",
        "self-evaluation",
        "self evaluation",
        "us",
    ),
}
AMOUNT = re.compile(
    r"£?\s?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<pence>\.[0-9]+)?\s?(?P<unit>k|m|bn|thousand|million)?",
    re.IGNORECASE,
)
UNITS = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}
DATES = {
    "leaves": "leaves",
    "ends": "ends",
    "read_on": "read_on",
    "inspected": "inspected_on",
    "began": "began_on",
    "ended": "ended_on",
    "received": "received_on",
    "published": "published_on",
    "submitted": "submitted_on",
    "embargoed": "embargoed_until",
}


def read_register(reader: RowReader, kind: Kind) -> Place:
    """The row as the frozen value of its kind; every field not named in the table's headings is empty."""
    made = ROWS[kind]
    values: dict[str, Any] = {}
    for field in fields(made):
        if field.name in DATES:
            values[field.name] = _read_date(reader, DATES[field.name])
        elif field.name not in ("sheet", "row", "extra", "problems", "values", "pounds", "origin", "origin_raw"):
            values[field.name] = reader.text(field.name)
    if kind in SPECIAL:
        values |= SPECIAL[kind](reader)
    values.setdefault("extra", reader.extra())
    register: Place = made(sheet=reader.sheet.name, row=reader.row.row, problems=reader.finish(), **values)
    return register


def _read_date(reader: RowReader, field: str) -> DueCell:
    due = reader.due(field)
    if due.problem and due.raw.strip():
        reader.complain(reader.cell(field), due.problem)
    return due


def _read_origin(reader: RowReader) -> dict[str, Any]:
    words = reader.text("origin")
    known = [origin for origin, names in ORIGINS.items() if set(re.findall(r"[a-z-]+", words.lower())) & set(names)]
    if words and len(known) != 1:
        reader.complain(reader.cell("origin"), f"“{words}” does not say who found it, the inspectors or the council")
    return {"origin_raw": words, "origin": known[0] if len(known) == 1 else None}


def _read_values(reader: RowReader) -> dict[str, Any]:
    """Columns headed by a period (“Q1 2024/25”, “Sept 2015”) hold the measure's values."""
    extra = reader.extra()
    periods = {heading: words for heading, words in extra.items() if read_date(heading) is not None}
    return {"values": periods, "extra": {heading: words for heading, words in extra.items() if heading not in periods}}


def _read_pounds(reader: RowReader) -> dict[str, Any]:
    cell = reader.cell("amount")
    words = reader.text("amount")
    match = AMOUNT.fullmatch(words.strip())
    if match is None:
        if words:
            reader.complain(cell, f"“{words}” could not be read as one sum of money")
        return {"pounds": None}
    number = Decimal(match["number"].replace(",", "") + (match["pence"] or ""))
    return {"pounds": number * UNITS[(match["unit"] or "").lower()]}


ROWS: dict[Kind, type[Any]] = {
    Kind.FINDINGS: FindingRow,
    Kind.PEOPLE: PersonRow,
    Kind.DELIVERY_PLANS: DeliveryPlanRow,
    Kind.MEASURES: MeasureRow,
    Kind.RISKS: RiskRow,
    Kind.FUNDING: FundingRow,
    Kind.INSPECTIONS: InspectionRow,
}
SPECIAL: dict[Kind, Callable[[RowReader], dict[str, Any]]] = {
    Kind.FINDINGS: _read_origin,
    Kind.MEASURES: _read_values,
    Kind.FUNDING: _read_pounds,
}

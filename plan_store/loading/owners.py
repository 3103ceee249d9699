"""Splits an owner cell into the people or bodies it names, and leaves whole what may be one name.

It does not know who exists: matching a name to a person on the register is for whoever writes the plan.
"""

import re
from dataclasses import dataclass

from plan_store.loading.cells import tidy
from plan_store.loading.owner_words import BODY_WORDS, SUBJECT_WORDS, TITLE_WORDS

LONGEST_CELL = 500
NOBODY = re.compile(
    r"(?:tb[acd]|to be (?:confirmed|agreed|appointed|determined)|n/?a|none|vacant|vacancy|\?+|-+|–|unknown"
    r"|not (?:yet )?(?:known|assigned|allocated)|unassigned)\.?",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"[A-Z][A-Z&]{1,9}s?[0-9]?")
PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Cllr|Councillor|Sir|Dame|Rev)\.?\s+)?"
    r"(?:[A-ZÀ-Þ](?:\.\s?|\s)(?:[A-ZÀ-Þ]\.?\s?)?|[A-ZÀ-Þ][\w’'-]+\s+(?:[A-ZÀ-Þ]\.?\s+)?)(?:(?:van|de|[Aa]p|[Aa]b|Mc|Mac|O[’'])\s?)?[A-ZÀ-Þ][\w’'-]+"
    r"(?:\s+\([^()]*\))?"
)
HARD_BREAK = re.compile(r"\s*(?:\n|;|•|\s/\s)\s*")
COMMA = re.compile(r",\s*(?:and\s+|&\s+)?(?![^()]*\))")
AND = re.compile(r"\s+(?:and|&|\+|plus)\s+(?![^()]*\))", re.IGNORECASE)
WITH = re.compile(r"\s+(?:with|supported by|jointly with|together with)\s+(?![^()]*\))", re.IGNORECASE)
SLASH = re.compile(r"(?<=[\w.])/(?=\w)")
ARTICLE = re.compile(r"^(?:the|and|&)\s+", re.IGNORECASE)
BULLET = re.compile(r"^(?:[-–•*]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class OwnersCell:
    """The names in an owner cell, how they were split, and clauses for a person to look at."""

    raw: str
    names: tuple[str, ...]
    how: str = ""
    problems: tuple[str, ...] = ()


def split_owners(raw: str) -> OwnersCell:
    """“GSA with CDO Council and ICSP” is three; “Head of Adoption and Fostering” stays one."""
    words, notes = tidy(raw)
    problems = (
        [f"owner “{_one_line(raw)}” carries a footnote mark, which was taken away"] if _has_footnote(notes) else []
    )
    if not words:
        return OwnersCell(raw, (), "", ("no owner is written",))
    if NOBODY.fullmatch(words):
        return OwnersCell(raw, (), "names nobody", (f"owner “{words}” names nobody",))
    if len(words) > LONGEST_CELL:
        return OwnersCell(raw, (words,), "kept as one name", ("the owner cell is too long to be names",))
    if re.fullmatch(r"[A-ZÀ-Þ][a-zß-þ’'-]+,\s+[A-ZÀ-Þ][a-zß-þ’'-]+", words):
        problems.append(f"owner “{words}” may be one person or two, and was kept as one")
        return OwnersCell(raw, (words,), "kept as one name", tuple(problems))
    names = [name for part in HARD_BREAK.split(words) for name in _split_line(BULLET.sub("", part))]
    kept = tuple(dict.fromkeys(name for name in map(_trim, names) if name and not NOBODY.fullmatch(name)))
    hows = list(notes)
    if len(kept) > 1:
        hows.append(f"split into {len(kept)} names")
    elif AND.search(words) or COMMA.search(words):
        hows.append("kept as one name")
    return OwnersCell(raw, kept, "; ".join(hows), tuple(problems))


def _split_line(line: str) -> list[str]:
    """One line of an owner cell; commas first, since an “and” after a comma belongs to the list."""
    pieces = [piece for piece in COMMA.split(line) if piece.strip()]
    if len(pieces) > 1 and not _belongs_together(pieces):
        is_closed = bool(re.search(r",\s*(?:and|&)\s", line))
        names: list[str] = []
        for place, piece in enumerate(pieces, start=1):
            is_last = place == len(pieces)
            names += [piece] if is_last and is_closed else _split_pair(piece, in_list=is_last)
        return names
    return _split_pair(line, in_list=False) if len(pieces) == 1 else [line]


def _belongs_together(pieces: list[str]) -> bool:
    """Whether the commas stand inside one name: “Amara Osei, Head of Adoption”, “Head of Quality, Law and Risk”."""
    first, rest = pieces[0], pieces[1:]
    if len(pieces) == 2 and re.fullmatch(r"(?:[A-ZÀ-Þ]\.?\s?){1,3}", rest[0].strip()):
        return True  # “Khan, A.”
    if len(pieces) == 2 and _is_person(first) and _is_title(rest[0]):
        return True
    is_long_body = _is_body(first) and re.search(r"\b(?:of|for)\b", first)
    return bool(_is_title(first) or is_long_body) and not any(map(_stands_alone, rest))


def _split_pair(piece: str, *, in_list: bool) -> list[str]:
    """“and”, “with” and “/” split only where both sides are names in their own right."""
    for joint in (WITH, AND, SLASH):
        parts = joint.split(piece)
        if len(parts) < 2:
            continue
        if joint is WITH and _stands_alone(parts[0]):
            split = [name for part in parts for name in _split_pair(part, in_list=in_list)]
            if all(map(_stands_alone, split)):
                return split
        if joint is AND and in_list and not _is_title(piece) and not _is_body(piece):
            return parts
        if all(map(_stands_alone, parts)) and _are_alike(parts):
            return parts
    return [piece]


def _stands_alone(part: str) -> bool:
    words = ARTICLE.sub("", part.strip())
    return _is_person(words) or bool(ACRONYM.match(words)) or _is_title(words) or _is_body(words)


def _are_alike(parts: list[str]) -> bool:
    """“MASH and Early Help Team” may be one team: an acronym and a longer name are two only if both lead with one,
    or the longer comes first (“CDO Council and ICSP”).
    """
    first, *rest = (ARTICLE.sub("", part.strip()) for part in parts)
    if not ACRONYM.fullmatch(first):
        return True
    return all(ACRONYM.match(part) or _is_person(part) for part in rest)


def _is_person(part: str) -> bool:
    words = _lower_words(part)
    return bool(PERSON.fullmatch(part.strip())) and not words & (SUBJECT_WORDS | TITLE_WORDS | BODY_WORDS)


def _is_title(part: str) -> bool:
    return bool(TITLE_WORDS & _lower_words(part))


def _is_body(part: str) -> bool:
    return bool(BODY_WORDS & _lower_words(part))


def _lower_words(part: str) -> set[str]:
    return set(re.findall(r"[\w’'-]+", part.lower()))


def _trim(name: str) -> str:
    return ARTICLE.sub("", " ".join(name.split()).strip(" ,;:"))


def _one_line(raw: str) -> str:
    return " ".join(raw.split())


def _has_footnote(notes: tuple[str, ...]) -> bool:
    return any("footnote" in note for note in notes)

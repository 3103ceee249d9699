"""Whether the initials somebody typed are those of a name: the one step a mail scanner does not take.

A machine that fetches every address and submits every form it sees cannot know whose page it is on; a person can.
Knows nothing of pages, links or the store.
"""

import re
import unicodedata

TITLES = frozenset(
    {"cllr", "councillor", "dame", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "rev"}
    | {"revd", "sir"}
)
PARTS = re.compile(r"[-\u2010-\u2015'\u2019]")
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o", "þ": "t", "ð": "d", "ı": "i"})


def initials_fit(name: str, typed: str) -> bool:
    """Whether `typed` gives the initials of `name`: first and last word's in order; the others' may be there or not.

    Only letters count, in either case and without their accents. The parts of "Lloyd-Jones" and "O'Brien" after the
    first are as optional as middle names, and so is a title ("Dr", "Cllr"). A name of one word asks for its first
    letter; a name without any letter takes any.
    """
    given = _letters(typed)
    words = [parts for word in name.split() if (parts := _first_letters(word))]
    if not words:
        return given != ""
    titled = len(words) > 1 and _is_title(name.split()[0])
    body = words[1:] if titled else words
    pattern = re.escape(words[0][0]) + "?" if titled else ""
    for place, parts in enumerate(body):
        asked = "" if place in (0, len(body) - 1) else "?"
        pattern += re.escape(parts[0]) + asked + "".join(re.escape(part) + "?" for part in parts[1:])
    return re.fullmatch(pattern, given) is not None


def _is_title(word: str) -> bool:
    return _letters(word) in TITLES


def _first_letters(word: str) -> list[str]:
    """The first letter of each part of one word: `["l", "j"]` for "Lloyd-Jones"."""
    return [letters[0] for part in PARTS.split(word) if (letters := _letters(part))]


def _letters(words: str) -> str:
    """Only the letters, in one case, without accents: "O'Síl-7" is "osil"."""
    bare = unicodedata.normalize("NFKD", words.casefold()).translate(PLAIN)
    return "".join(sign for sign in bare if sign.isalpha())

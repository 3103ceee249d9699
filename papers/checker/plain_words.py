"""Rules about plain English: abbreviations, the age at which a section can be read, long sentences, slips."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import pyphen  # type: ignore[import-untyped]

from governance.wording import plural
from papers.checker.findings import Severity
from papers.checker.reading import Passage, Reading
from papers.checker.rulebook import Remark, rule

# What every reader of a council's papers knows.
ALLOWED = frozenset(
    re.findall(
        r"\S+",
        "UK GB EU US NHS GP GPS BBC IT ICT TV PDF HTML CSV KB MB GB AM PM ID FAQ HR PC DVD PIN SMS CV MP MPS VAT "
        "PAYE COVID RAG BRAG OK AKA EG IE NB RE PO BOX BA MA PHD BSC MSC OBE MBE CBE QC KC JP USA UN A4 BST GMT",
    )
)
# Two to six letters, at most one of them small: NQSW, CiN, DfE. A name like McNeil has more.
TOKEN = re.compile(r"(?<![\w/@.’'&-])(?:[A-Z][a-z]?&?){1,5}[A-Z](?=s?(?![\w@/&-]))")
IN_BRACKETS = re.compile(r"\(“?(?P<short>[A-Z][A-Za-z&]{1,7})”?(?:[ ,;][^()]{0,60})?\)")
WORD = re.compile(r"[A-Za-zÀ-ÿŵŷŴŶ]+(?:['’-][A-Za-zÀ-ÿŵŷŴŶ]+)*")
FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|could|should|would|may|must|does|did|been|[a-z]{3,}ed)\b"
)
ENDS = re.compile(r"[.!?:;…][\"”’'»)\]]*$|[\d)”’]$|@\S+$|\S+\.\S{2,}$|^“.*”$|[;,] (?:and|or)$")
# “had had” and “that that” can be right.
MAY_DOUBLE = frozenset(("had", "that", "no", "very", "bye", "her", "so"))
ALL_CAPITALS = 0.7
ENOUGH_WORDS = 100


@rule(Severity.SHOULD)
def abbreviation_not_explained(reading: Reading) -> Iterator[Remark]:
    """An abbreviation is used before the paper has said what it stands for."""
    known = ALLOWED | {word.upper() for word in reading.settings.known_abbreviations}
    small = {word for p in reading.passages for word in re.findall(r"\b[a-z]{2,6}\b", p.words)}
    seen: set[str] = set()
    explained_at = _explained(reading)
    for passage in reading.passages:
        if _is_shouted(passage):
            continue
        for match in TOKEN.finditer(passage.words):
            short = match[0]
            if short.upper() in known or short in seen or short.lower() in small or _is_number_word(short):
                continue
            seen.add(short)
            explained = explained_at.get(short, (0, 0))
            if explained[0] and explained <= (passage.position, match.start()):
                continue
            later = f"; it is explained only in paragraph {explained[0]}" if explained[0] else ""
            yield Remark(
                passage=passage,
                quote=short,
                because=f"“{short}” is used here for the first time and not explained{later}.",
                suggestion=f"Write it out at its first use with ({short}) behind it, or put it on the council's list.",
            )


def _explained(reading: Reading) -> dict[str, tuple[int, int]]:
    """Abbreviation → where it is first explained: “Full Words (FW)” or “FW (full words)”."""
    found: dict[str, tuple[int, int]] = {}
    for passage in reading.passages:
        for match in IN_BRACKETS.finditer(passage.words):
            # “Officer (GP)” explains; “(GP, Ashcombe)” after nothing does not.
            if WORD.search(passage.words[: match.start()]):
                found.setdefault(match["short"].removesuffix("s"), (passage.position, match.start()))
        for match in TOKEN.finditer(passage.words):
            if re.match(r"s? \((?:[a-zA-Z-]+,? ){2,}", passage.words[match.end() : match.end() + 60]):
                found.setdefault(match[0], (passage.position, match.start()))
    return found


def _is_shouted(passage: Passage) -> bool:
    """A heading in capitals holds no abbreviations that could be told from its words."""
    letters = [sign for sign in passage.words if sign.isalpha()]
    return sum(sign.isupper() for sign in letters) > ALL_CAPITALS * len(letters) and len(letters) > 6


def _is_number_word(short: str) -> bool:
    return re.fullmatch(r"[IVX]+", short) is not None or sum(sign.islower() for sign in short) > 1


@rule(Severity.CONSIDER)
def hard_to_read(reading: Reading, *, oldest: int = 18, at_least_words: int = ENOUGH_WORDS) -> Iterator[Remark]:
    """A section of prose asks for a higher reading age than the council wants (Flesch–Kincaid grade and five years)."""
    for section in reading.sections:
        sentences = [s for p in section.passages if p.tag in ("p", "li") and not p.verbatim for s in p.sentences]
        words = [word for sentence in sentences for word in WORD.findall(sentence)]
        if len(words) < at_least_words:
            continue
        age = reading_age(len(sentences), words)
        if age > oldest:
            yield Remark(
                passage=section.title,
                quote=f"{section.title.words} {' '.join(sentences)}",
                because=f"The section “{section.title.words}” reads at age {age:.0f}; "
                f"its {plural(len(sentences), 'sentence')} have {len(words) / len(sentences):.0f} words each.",
                suggestion=f"Short sentences and plainer words bring it to {oldest}. Begin with the longest sentence.",
                severity=Severity.SHOULD if age > oldest + 3 else None,
            )


def reading_age(sentences: int, words: list[str]) -> float:
    """In years: the published Flesch–Kincaid grade, and five years for when schooling begins."""
    heard = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * heard / len(words) - 15.59 + 5


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """As hyphenation cuts the word; a run of letters longer than any word counts as one of twenty letters."""
    return len(_hyphens().positions(word[:20].lower())) + 1


def is_long(sentence: str, most_words: int) -> bool:
    return len(WORD.findall(sentence)) > most_words


@rule(Severity.CONSIDER)
def long_sentence(reading: Reading, *, most_words: int = 40) -> Iterator[Remark]:
    """A sentence has more words than a reader can hold at once."""
    for passage in reading.prose:
        for sentence in passage.sentences:
            if is_long(sentence, most_words) and not passage.verbatim:
                yield Remark(
                    passage=passage,
                    quote=sentence,
                    because=f"The sentence has {len(WORD.findall(sentence))} words.",
                    suggestion="Make two of it, one thought to each.",
                )


@rule(Severity.SHOULD)
def no_full_stop(reading: Reading) -> Iterator[Remark]:
    """A paragraph ends in a sentence without a full stop, as if something had been cut off."""
    for n, passage in enumerate(reading.passages):
        if passage.tag not in ("p", "li") or "source" in passage.node.classes() or ENDS.search(passage.words[-80:]):
            continue
        last = passage.sentences[-1] if passage.sentences else ""
        cut_off = FINITE.search(last) and (passage.tag == "p" or len(passage.sentences) > 1)
        if passage.verbatim or len(last.split()) < 5 or not cut_off:
            continue
        following = reading.passages[n + 1] if n + 1 < len(reading.passages) else None
        if following is not None and following.node in list(passage.node.nodes()):
            continue
        yield Remark(
            passage=passage,
            quote=last,
            because=f"“… {' '.join(last.split()[-6:])}” has no full stop.",
            suggestion="End the sentence, or put back what was lost after it.",
        )


@rule(Severity.SHOULD)
def word_twice(reading: Reading) -> Iterator[Remark]:
    """A word stands twice running (“the the”)."""
    for passage in reading.passages:
        if passage.tag == "tr":
            continue
        for before, match in _neighbours(passage):
            word = match[0]
            if word.lower() == before[0].lower() and passage.words[before.end() : match.start()] == " ":
                if word.lower() in MAY_DOUBLE or (len(word) > 1 and word[0].isupper() and before[0][0].isupper()):
                    continue
                yield Remark(
                    passage=passage,
                    quote=passage.words[max(0, before.start() - 20) : match.end() + 20],
                    because=f"“{before[0]} {word}”: the word stands twice.",
                    suggestion="Take one of them out.",
                )


def _neighbours(passage: Passage) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    found = list(WORD.finditer(passage.words))
    return pairwise(found)

"""The places in which a canary is planted, what is claimed of each, and how one is found again in whatever comes out.

A canary is one word of plain letters, so that no line end, mark or entity can come between its parts.
"""

import base64
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from functools import cache

from pypdf import PdfReader

from governance.exempt import MARKABLE

BEGINS = "Kanarie"
# Texts that can be marked, each with what an officer may rely on once it is.
CLAIMS: Mapping[str, str] = {
    "action.title": "the title of an action is in no list, mail, history or later paper",
    "finding.title": "a finding is known by its number alone",
    "deliveryplan.title": "a delivery plan is known by its letter alone",
    "update.narrative": "an owner's answer is read in Part 2 alone",
    "update.reason": "what is in the owner's way is read in Part 2 alone",
    "update.would_move": "what would move it is told to nobody outside",
    "datechange.reason": "a new date can be asked for without its reason becoming public",
    "evidence.shows": "evidence is not described, and its files are not handed out",
    "evidence.link": "the address of evidence is not given",
    "standingtext.words": "a standing text of the paper is left out",
    "risk.words": "a risk is rated in public and described in Part 2, and a comment that quotes it is not mailed",
    "risk.mitigation": "what is done about a risk is left out",
    "risk.contingency": "what is done if it happens is left out",
    "fundingline.words": "an amount is printed without what it is for",
    "fundingline.condition": "the condition of money is told to nobody outside",
    "measure.title": "a measure is drawn without its title, and no flag names it",
    "measure.caveat": "a measure's caveat is left out",
    "inspection.summary": "what an inspection found is left out",
    "inspection.judgement": "a judgement is left out",
    "externalevent.title": "a visit is listed without its title",
    "externalevent.words": "what a visit found is left out",
    "resolution.words": "a resolution is in no record of a meeting that a board reads",
    "decision.words": "a limb is in no log of decisions, and no owner is told of it",
    "decision.response": "what was done about a decision is left out",
    "memberquestion.about": "what a question is about is left out",
    "memberquestion.question": "a question is left out of the log and of the mail that answers it",
    "memberquestion.answer": "an answer is left out of the log and of its mail",
}
# What people do with the words once some are marked, or before they mark their own.
ACTED_CLAIMS: Mapping[str, str] = {
    "answer sent.narrative": "an answer marked before its receipt left is not in the receipt",
    "question put.question": "a question marked before officers were told of it is not in their mail",
    "question put.answer": "its answer, marked before the member was told, is not in the member's mail",
    "comment.words": "a comment on an exempt draft is read at the desk and not in a mail",
    "resolution minuted.words": "a resolution that is marked is kept back",
    "limb.words": "so are its limbs, without a mark of their own",
    "action made of it.title": "so is the action that a limb made, also in the mail that asks about it",
}
CARRIED = "carried.title"
CARRIED_CLAIM = "a title that a paper printed before its mark is in nothing that is made after it"
# In no paper of either part; pages and mails are held to them all the same.
PRINTED_NOWHERE = frozenset({"update.would_move", "fundingline.condition", "resolution.words", "memberquestion.about"})


def canary(kind: str, field: str) -> str:
    return BEGINS + "".join(reversed(re.sub(r"[^a-z]", "", f"{kind}{field}")))


PLANTED = {f"{kind}.{field}": canary(kind, field) for kind, fields in MARKABLE.items() for field in fields}
ACTED = {place: canary(*place.split(".")) for place in ACTED_CLAIMS}
CANARIES: Mapping[str, str] = PLANTED | ACTED | {CARRIED: canary(*CARRIED.split("."))}


def canaries_in(content: bytes | str) -> set[str]:
    """Which canaries stand in a file: in its bytes, in what is packed in it, in the words a reader sees, however coded.

    Plain and cut by line ends or soft hyphens, as entities, quoted-printable, base64, UTF-16 and hexadecimal.
    """
    raw = content.encode() if isinstance(content, str) else content
    return {place for one in [raw, *_unpacked(raw)] for place in _standing_in(one)}


def _standing_in(one: bytes) -> set[str]:
    flat = re.sub(rb"=\r?\n|[\s]+|\xc2\xad", b"", one)
    if b"&" in flat:
        flat += b"\n" + html.unescape(flat.decode("utf-8", errors="replace")).encode()
    # All begin alike, so a file is read once for that beginning and only then for each.
    if not any(form in flat for form in _forms(BEGINS)):
        return set()
    return {place for place, word in CANARIES.items() if any(form in flat for form in _forms(word))}


@cache
def _forms(word: str) -> tuple[bytes, ...]:
    coded = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    return (
        *coded,
        *(form.hex().encode() for form in coded),
        *(form.hex().upper().encode() for form in coded),
        # At each of three places within a group of letters; what shares a group with other words is left out.
        *(base64.b64encode(bytes(before) + form)[4 if before else 0 : -4] for form in coded for before in range(3)),
    )


def _unpacked(raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                inside = packed.read(name)
                yield name.encode()
                yield inside
                # Word and PowerPoint cut words into runs: what a reader sees is the letters without the marks.
                yield re.sub(rb"<[^>]+>", b"", inside)
                yield from _unpacked(inside)
    if raw.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(raw))
        yield f"{reader.metadata} {reader.outline} {reader.named_destinations}".encode()
        yield from (page.extract_text().encode() for page in reader.pages)
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
            yield _inflated(stream)
    if raw.startswith((b"Message-ID:", b"From:")):
        mail = message_from_bytes(raw, policy=policy.default)
        yield "\n".join(f"{name}: {value}" for name, value in mail.items()).encode()
        for part in mail.walk():
            if not part.is_multipart():
                yield part.get_payload(decode=True)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""

"""Whatever signs an owner writes, the paper is made, and each sign that can be seen is drawn or named by its number."""

import html
import io
import re
import shutil
import sys
import unicodedata

import docx
import pypdfium2
import pytest
from drawn_signs import FONTS, files_of_words, glyphs_of_paragraphs, paper_type_of_words, signs_not_drawn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_reading import flat, words_of_word
from paper_samples import DATED, HOUSE, TEMPLATES, a_paper, paper_facts
from pptx import Presentation

from papers.catalogue import paper_types
from papers.coverage import UNPRINTABLE, covered
from papers.rendering import render_paper

# In none of these does a reader see anything: they may be dropped from the PDF where it could not be made with them.
DROPPED = "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064"
DROPPED += "".join(map(chr, (*range(0x206A, 0x2070), *range(0xFE00, 0xFE10))))
# Beside them: line ends, a ring that Typst draws of itself under a mark, and skin tones, which our emoji do not have.
OVERLOOKED = DROPPED + "\u2028\u2029\u25cc" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
OVERLOOKED += "".join(map(chr, range(0xE0000, 0xE0080)))
# what is written, and what the PDF prints; HTML and Word print what is written.
NASTY = {
    "a mark no font has with its sign": ("x❤\u1dedy", "x❤[U+1DED]y"),
    "Cyrillic with a stress": ("за\u0301мок д\u0301", "за\u0301мок д\u0301"),
    "Cyrillic decomposed": ("Андре\u0438\u0306", "Андре\u0438\u0306"),
    "Greek decomposed": ("\u03b1\u0301\u03b2", "\u03b1\u0301\u03b2"),
    "Welsh decomposed": ("Llŷr w\u0302 y\u0302", "Llŷr w\u0302 y\u0302"),
    "Vietnamese decomposed": ("Vie\u0323\u0302t", "Việt"),
    "a mark of another script": ("👩\u0367 क\u064e", "👩[U+0367] क[U+064E]"),
    "Arabic with a Latin mark": ("ب\u1ded", "ب[U+1DED]"),
    "Arabic beside emoji": ("شكرا❤\ufe0fب", "شكرا❤ب"),
    "three marks, one unknown": ("e\u1ded\u0301", "e[U+1DED][U+0301]"),
    "a mark alone": ("\u0301a", "[U+0301]a"),
    "a mark on an unknown sign": ("王\u0301", "[U+738B][U+0301]"),
    "a pile of marks": ("Z" + "\u0308" * 9, "Z" + "\u0308" * 6 + "[U+0308]" * 3),
    "a family": ("👩‍👩‍👧", "👩‍👩‍👧"),
    "a skin tone": ("👍🏽", "👍🏽"),
    "a flag and a flag of letters": ("🇬🇧 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", None),
    "a keycap": ("1️⃣", "1️⃣"),
    "a young emoji": ("🩵", "🩵"),
    "a selector before another script": ("❤\ufe0fक", "❤क"),
    "letters with a word joiner": ("\ufc73\u2060\ufed3", "\ufc73\ufed3"),
    "a joiner and a direction": ("x\u2deb\u200d\u200f❤", "x\u2deb❤"),
    "Persian": ("می‌خواهم", "می‌خواهم"),
    "Devanagari": ("क्षत्रिय", "क्षत्रिय"),
    "Thai and Hangul by their parts": ("ก\u0e34 \u1112\u1161", "[U+0E01][U+0E34] [U+1112][U+1161]"),
    "a soft hyphen and a breaking point": ("im\u00adprove\u200bment", "im\u00adprove\u200bment"),
    "line and paragraph separators": ("a\u2028b\u2029c", "a\u2028b\u2029c"),
    "private use": ("\ue000\U00100000", "[U+E000][U+100000]"),
    "signs that are none": ("\ufdd0\U0001fffe", "[U+FDD0][U+1FFFE]"),
    "an annotation": ("\ufff9a\ufffab\ufffb", "[U+FFF9]a[U+FFFA]b[U+FFFB]"),
    "a number typed by hand": ("[U+0041]", "[U+0041]"),
    "a long word of unknown signs": ("王" * 60, "[U+738B]" * 60),
    "a long word of both": ("王é" * 60, "[U+738B]é" * 60),
}
# Signs that no format prints: shown as � in all three.
REPLACED = "\x00\x07\x0b\x0c\x1b\x1f\x7f\x85\x9f\udfff\ud800\ufeff\ufffe\uffff"
REPLACED += "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TOP = sys.maxunicode + 1
EVERY = ("html", "mail", "pdf", "docx", "pptx")
PICTURE = "<h1>T</h1><figure>{{ trend(shown) }}<figcaption>Llŷr ❤ д</figcaption></figure>"


@pytest.fixture(scope="module")
def signs(tmp_path_factory):
    return paper_type_of_words(tmp_path_factory.mktemp("signs"), TEMPLATES / "house")


def test_no_words_of_an_owner_stop_a_paper_or_vanish_from_it(signs):
    written = [words for words, _ in NASTY.values()]

    page, word, pdf = read(files_of_words(signs, written))

    assert page == word == written
    assert [name for name, (words, printed) in NASTY.items() if not holds(pdf, printed or words)] == []


def test_every_sign_of_a_pdf_is_drawn_and_not_only_named(signs):
    written = [words for words, _ in NASTY.values() if len(words) < 60]

    assert signs_not_drawn(signs, written, overlooked=OVERLOOKED) == []


def test_a_sign_that_no_file_may_hold_is_shown_as_replaced(signs):
    page, word, pdf = read(files_of_words(signs, [f"a{REPLACED}b"]))

    assert page == word == [f"a{'�' * len(REPLACED)}b"]
    assert f"a{'�' * len(REPLACED)}b" in flat(pdf)


def test_owners_words_come_through_the_progress_report_line_by_line():
    written = "\n".join(f"k{n}: a{words}" for n, (words, _) in enumerate(NASTY.values()))

    files = a_paper(paper_facts(said=written))

    page, word, pdf = read(files)
    assert written in page
    assert written in word
    missing = [name for name, (words, printed) in NASTY.items() if not holds(pdf, printed or words)]
    assert missing == ["a mark alone"]  # which stands on a letter here


@pytest.mark.parametrize("written", [*(words for words, _ in NASTY.values()), REPLACED, "شكرا <b> & ]]>"])
def test_the_letters_of_a_picture_neither_stop_a_paper_nor_spoil_its_words(tmp_path, written):
    points = [{"on": f"2026-0{n}-01", "value": n, "words": f"{n} {written}", "short_day": "1 Jan"} for n in (1, 2)]
    measure = {"points": points, "lines": [], "picture_words": f"Up {written}"}
    kind = paper_type_of_words(tmp_path, TEMPLATES / "house", PICTURE)

    files = render_paper(kind, {"shown": measure}, house=HOUSE, dated=DATED, formats=("html", "pdf", "docx")).files

    # Were the words beside it shown by their numbers, it would be the last resort that made the paper.
    assert "Llŷr ❤ д" in text_of(files["pdf"])
    assert not UNPRINTABLE.search(html.unescape(files["html"].decode()))


def test_half_a_sign_is_shown_as_replaced_in_every_format():
    facts = paper_facts()
    for action in facts["actions"]:
        action["title"] = "a\udfff\ud800\x00b"

    made = render_paper(paper_types(TEMPLATES)["presentation"], facts, house=HOUSE, dated=DATED, formats=EVERY).files

    slides = [shape for slide in Presentation(io.BytesIO(made["pptx"])).slides for shape in slide.shapes]
    cells = [cell.text for shape in slides if shape.has_table for row in shape.table.rows for cell in row.cells]
    pages = [made["html"].decode(), made["mail"].decode()]
    read_back = [*pages, text_of(made["pdf"]), words_of_word(made["docx"]), "\n".join(cells)]
    assert ["a���b" in words for words in read_back] == [True] * len(EVERY)


def test_a_long_reason_in_a_short_table_does_not_run_off_the_page():
    facts = paper_facts()
    reason = "\n".join(f"row{n}x" for n in range(300))
    facts["date_requests"] = [
        {"action": "L1", "title": "Train", "from_on": None, "to_on": "2026-05-01", "reason": reason}
    ]

    with pypdfium2.PdfDocument(a_paper(facts, formats=("pdf",))["pdf"]) as pdf:
        texts = [page.get_textpage() for page in pdf]
        lowest = min(text.get_charbox(n)[1] for text in texts for n in range(text.count_chars()))
        words = "".join(text.get_text_range() for text in texts)

    assert all(f"row{n}x" in words for n in range(300))
    assert lowest >= 0


def test_a_style_that_names_too_few_fonts_still_prints_the_paper(tmp_path):
    shutil.copytree(TEMPLATES / "house", tmp_path / "house")
    style = tmp_path / "house" / "house.typ"
    whole = style.read_text()
    style.write_text(re.sub(r"\.\.paper\.families\.map.*\n", "", whole))
    assert style.read_text() != whole

    pdf = files_of_words(paper_type_of_words(tmp_path, TEMPLATES / "house"), ["Llŷr ب 👩"], ("pdf",))["pdf"]

    assert "Llŷr [U+0628] [U+1F469]" in text_of(pdf)


@pytest.mark.full
def test_every_code_point_of_unicode_is_printed(signs):
    known = covered(FONTS)
    points = [chr(n) for n in range(0x20, TOP) if unicodedata.category(chr(n)) not in ("Cc", "Cs", "Cn", "Co")]
    points += [chr(n) for n in (*range(0xE000, 0xF900), *range(0xF0000, TOP, 97))]
    alone = [sign for sign in points if ord(sign) in known and sign not in OVERLOOKED]
    others = [sign for sign in points if ord(sign) not in known and sign not in REPLACED]
    assert len(alone) + len(others) > 145_000

    pdf = files_of_words(signs, [f"x{sign}z" for sign in alone], ("pdf",))["pdf"]
    drawn = glyphs_of_paragraphs(pdf)
    assert [sign for sign, glyphs in zip(alone, drawn, strict=True) if len(glyphs) < 3] == []
    for first in range(0, len(others), 30_000):
        batch = others[first : first + 30_000]
        page, word, pdf = read(
            files_of_words(signs, ["a" + "a".join(batch[n : n + 60]) for n in range(0, len(batch), 60)])
        )
        printed = flat(pdf)
        assert "".join(page).replace("a", "") == "".join(word).replace("a", "") == "".join(batch)
        assert [sign for sign in batch if f"[U+{ord(sign):04X}]" not in printed and sign not in DROPPED] == []


KNOWN = [chr(n) for n in sorted(covered(FONTS)) if n >= 0x20 and chr(n) not in REPLACED]
MARKS = [sign for sign in KNOWN if unicodedata.category(sign)[0] == "M"]
BASES = "xeдбαक👩❤1.“ \u00a0بوﷺй\u0600王"
STEERING = "\u200d\u200c\u200b\u200f\u2060\ufe0f\u20e3\u00ad\u2028\U000e007f🏽🇬\u1160"
CLUSTERS = st.tuples(st.sampled_from(BASES), st.text(st.sampled_from(MARKS) | st.sampled_from(STEERING), max_size=4))
WORDS = st.lists(CLUSTERS.map("".join), min_size=1, max_size=3).map("".join) | st.text(
    st.sampled_from(KNOWN), max_size=6
)


@pytest.mark.full
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(WORDS, min_size=20, max_size=60))
def test_no_sign_is_lost_however_signs_are_combined(signs, written):
    assert signs_not_drawn(signs, written, overlooked=OVERLOOKED) == []


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def read(files):
    """The paragraphs of the page and of the Word file, and all the words of the PDF."""
    page = re.findall('<p dir="auto">(.*?)</p>', files["html"].decode(), re.DOTALL)
    word = [paragraph.text for paragraph in docx.Document(io.BytesIO(files["docx"])).paragraphs[1:]]
    return [html.unescape(words.replace("<br>", "\n")) for words in page], word, text_of(files["pdf"])


def holds(pdf, words):
    """Whether a PDF's text has the words; letters from right to left may stand in any order, as programs read them."""
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in words):
        return set(seen(words)) <= set(seen(pdf))
    return seen(words) in seen(pdf)


def seen(words):
    """The words without white space and without what nobody sees, composed."""
    return unicodedata.normalize("NFKC", flat(words).translate(dict.fromkeys(map(ord, DROPPED))))

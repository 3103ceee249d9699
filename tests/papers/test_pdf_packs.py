"""A pack: one file whose front sheet, bookmarks and feet of pages tell the same numbers."""

from itertools import pairwise

import pytest
from paper_pages import DRESSED, SLIDES, a_document, bookmarks_of, pages_of, reader_of
from paper_samples import DATED, TEMPLATES, paper_facts

from papers.catalogue import paper_types
from papers.pack_file import PackItem, write_pack
from papers.rendering import render_pack

FRONT = "<h1>Children’s Partnership Board</h1><p>Wednesday 25 March 2026</p>"
ITEMS = (
    PackItem(number="1", title="Minutes", report_of="The clerk"),
    PackItem(number="7", title="Progress report", report_of="Corporate Director"),
    PackItem(number="8", title="Presentation", part=2),
    PackItem(number="9", title="Any other business"),
)


def papers():
    minutes = '<h1>Minutes of the last meeting</h1><p id="a">Agreed, as in <a href="#a">this line</a>.</p>'
    other = '<h1>Other business</h1><p id="a">None, as in <a href="#a">this line</a>.</p>'
    long = "<h1>Progress</h1>" + "<h2>Part</h2><p>Words.</p>" * 60
    return list(zip(ITEMS, map(a_document, (minutes, long, SLIDES, other)), strict=True))


@pytest.fixture(scope="module")
def pack():
    return write_pack(papers(), DRESSED, dated=DATED, front=a_document(FRONT))


@pytest.fixture(scope="module")
def supplement():
    return write_pack(papers(), DRESSED, dated=DATED, front=a_document(FRONT), first_page=41, supplement=1)


def test_the_contents_say_on_which_page_each_item_is(pack):
    pages = pages_of(pack.pdf)

    for line in pack.contents:
        for number in range(line.first_page, line.last_page + 1):
            words = pages[number - 1]
            assert f"Item {line.number}" in words or number > line.first_page
            assert f"Page {number}" in words
    assert [line.number for line in pack.contents] == ["1", "7", "8", "9"]
    assert all(before.last_page + 1 == after.first_page for before, after in pairwise(pack.contents))
    assert pack.contents[-1].last_page == len(pages)


def test_the_front_sheet_lists_the_items_with_the_same_pages(pack):
    front = " ".join(pages_of(pack.pdf)[0].split())

    for item, line in zip(ITEMS, pack.contents, strict=True):
        assert f"{item.number} {item.title}" in front
        assert f" {line.first_page} " in f"{front.partition(item.title)[2]} "
        assert item.report_of in front


def test_what_is_to_follow_stands_at_its_place_in_the_list_without_a_page():
    (first, *_), coming = papers(), PackItem(number="3", title="Health report")
    made = write_pack([first], DRESSED, dated=DATED, front=a_document(FRONT), to_follow=[coming])

    front = " ".join(pages_of(made.pdf)[0].split())

    assert "3 Health report To follow" in front
    assert front.index("Minutes") < front.index("Health report")
    assert [line.title for line in made.contents] == ["Minutes"]


def test_the_front_sheet_leads_to_each_item(pack):
    links = [each.get_object() for each in reader_of(pack.pdf).pages[0]["/Annots"]]

    assert len(links) == len(ITEMS)


def test_each_item_is_a_bookmark_with_its_headings_beneath(pack):
    marks = bookmarks_of(pack.pdf)

    tops = [(title, page + 1) for depth, title, page in marks if depth == 0]
    first = [line.first_page for line in pack.contents]
    assert tops == [
        ("Children’s Partnership Board", 1),
        *zip(
            (
                "Item 1 Minutes of the last meeting",
                "Item 7 Progress",
                "Item 8 The plan in three slides",
                "Item 9 Other business",
            ),
            first,
            strict=True,
        ),
    ]
    assert sum(depth == 1 and title == "Part" for depth, title, _ in marks) == 60


def test_an_exempt_item_is_marked_on_each_of_its_pages_and_no_other_is(pack):
    exempt = pack.contents[2]

    marked = [n for n, words in enumerate(pages_of(pack.pdf), start=1) if "not for publication" in words]

    assert marked == [1, *range(exempt.first_page, exempt.last_page + 1)]


def test_a_supplement_says_which_it_is_and_carries_on_the_numbers(supplement):
    pages = pages_of(supplement.pdf)

    assert "Supplement 1" in pages[0]
    assert [f"Page {n}" in words for n, words in enumerate(pages, start=41)] == [True] * len(pages)
    assert supplement.contents[0].first_page == 42


def test_the_numbers_on_the_screen_are_those_on_the_paper(pack, supplement):
    for file, first in ((pack, 1), (supplement, 41)):
        labels = reader_of(file.pdf).page_labels

        assert labels == [str(n) for n in range(first, first + len(labels))]


def test_the_same_papers_give_the_same_pack(pack):
    assert write_pack(papers(), DRESSED, dated=DATED, front=a_document(FRONT)) == pack


def test_a_pack_is_made_at_the_press_from_facts():
    paper_type, facts = paper_types(TEMPLATES)["progress_report"], paper_facts(actions=8)

    pack = render_pack((paper_type, facts), [(ITEMS[0], paper_type, facts)], house=DRESSED, dated=DATED)

    (line,) = pack.contents
    assert "Item 1" in pages_of(pack.pdf)[line.first_page - 1]
    assert line.last_page == len(pages_of(pack.pdf))

"""Pictures drawn on the server: safe, readable without colour, and each number where it belongs."""

import re

import pytest
from lxml import etree

from portal.board.pictures import HEIGHT, Column, Part, Point, columns_in_parts, key_to, line_to_target, plain_columns

RED = Part(key="red", word="Red", colour="#f0a79b")
GREEN = Part(key="green", word="Green", colour="#9bd3b0")
AWKWARD = "<b> & \"quotes\" 'x' \u202e العمل"
SVG = "{http://www.w3.org/2000/svg}"


def tree(svg: object) -> etree._Element:
    return etree.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def words(svg: object) -> list[str]:
    return ["".join(text.itertext()) for text in tree(svg).iter(f"{SVG}text")]


def some_columns(*values: tuple[int, int]) -> list[Column]:
    return [Column(name=(f"M{n}", "’26"), values=value) for n, value in enumerate(values)]


def test_a_picture_says_what_it_is_and_what_it_shows_to_whoever_cannot_see_it() -> None:
    svg = tree(columns_in_parts("a", "Title", "Says", [RED, GREEN], some_columns((1, 2))))

    named = svg.get("aria-labelledby", "").split()
    assert svg.get("role") == "img"
    assert [svg.xpath(f"//*[@id='{name}']")[0].text for name in named] == ["Title", "Says"]


def test_a_picture_carries_no_style_no_script_and_nothing_from_elsewhere() -> None:
    picture = str(columns_in_parts("a", "T", "S", [RED, GREEN], some_columns((1, 2)))) + str(key_to("k", RED))

    assert not re.search(r"style|<script|href|\son\w+=|<image|<foreignObject", picture)
    assert set(re.findall(r"url\(([^)]*)\)", picture)) == {"#a-red", "#a-green", "#k-red"}


def test_words_of_people_come_out_as_words() -> None:
    svg = columns_in_parts("a", AWKWARD, AWKWARD, [Part(key="red", word=AWKWARD, colour="#ffffff")], [
        Column(name=(AWKWARD, AWKWARD), values=(3,))
    ])  # fmt: skip

    assert tree(svg).findtext(f"{SVG}title") == AWKWARD
    assert words(svg).count(AWKWARD) == 2


def test_parts_are_as_high_as_their_numbers_and_have_different_patterns() -> None:
    svg = tree(columns_in_parts("a", "T", "S", [RED, GREEN], some_columns((10, 30), (20, 0))))

    heights = {(r.get("fill"), float(r.get("height"))) for r in svg.findall(f"{SVG}rect")}
    tallest = max(height for _, height in heights)
    assert heights == {
        ("url(#a-red)", tallest / 3),
        ("url(#a-green)", tallest),
        ("url(#a-red)", round(tallest * 2 / 3, 1)),
    }
    marks = [len(pattern) for pattern in svg.iter(f"{SVG}pattern")]
    assert marks == [2, 1]


def test_every_column_stands_within_the_picture_however_many_there_are() -> None:
    for count in (1, 2, 12, 30):
        svg = tree(plain_columns("a", "T", "S", "#ffffff", [Column(name=("x", ""), values=(1,))] * count))

        for rect in svg.findall(f"{SVG}rect"):
            left, width = (float(rect.get(name).rstrip("%")) for name in ("x", "width"))
            assert left >= 0
            assert left + width <= 100
            assert 0 <= float(rect.get("y")) <= HEIGHT


def test_numbers_that_would_run_into_each_other_are_left_to_the_table() -> None:
    wide = [Column(name=("Mar", "’26"), values=(12_345,))] * 12

    shown = words(plain_columns("a", "T", "S", "#ffffff", wide))

    assert 3 <= shown.count("12,345") <= 6
    assert words(plain_columns("a", "T", "S", "#ffffff", wide[:4])).count("12,345") == 4


def test_nothing_to_draw_is_an_empty_picture_and_no_fault() -> None:
    assert words(plain_columns("a", "T", "S", "#ffffff", [])) == []
    assert words(columns_in_parts("a", "T", "S", [RED, GREEN], some_columns((0, 0)))) == ["0", "M0", "’26"]
    assert words(line_to_target("a", "T", "S", [], None, ("", ""))) == []


@pytest.mark.parametrize("values", [(5.0, 5.0), (0.0, 0.0), (-3.0, 4.5), (1e9, 1.0)])
def test_a_line_goes_through_its_readings_and_stays_within_the_picture(values: tuple[float, float]) -> None:
    points = [Point(share=float(n), value=value, words=str(value)) for n, value in enumerate(values)]

    svg = tree(line_to_target("a", "T", "S", points, (2.0, "Target 2"), ("Jan", "Feb")))

    dots = [(float(c.get("cx").rstrip("%")), float(c.get("cy"))) for c in svg.iter(f"{SVG}circle")]
    dashed = [line for line in svg.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert "Target 2" in words(line_to_target("a", "T", "S", points, (2.0, "Target 2"), ("Jan", "Feb")))
    assert all(0 <= x <= 100 and 0 <= y <= HEIGHT for x, y in dots)
    assert (dots[0][1] > dots[1][1]) == (values[0] < values[1])

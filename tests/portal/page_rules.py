"""What every page of the portal must be, whoever sees it: checked on its markup alone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from crawler import Page
from lxml import html

FOCUSABLE = "//input[not(@type='hidden')] | //select | //textarea"


def faults_of(page: Page) -> Iterator[str]:
    """A sentence for each rule that a page breaks."""
    tree = page.tree
    yield from _of_head(tree)
    yield from _of_headings(tree)
    yield from _of_fields(tree)
    yield from _of_policy(tree)
    yield from _of_tables(tree)


def _of_head(tree: html.HtmlElement) -> Iterator[str]:
    if not tree.get("lang"):
        yield "has no language"
    title = "".join(tree.xpath("//title/text()"))
    if not re.match(r"\S.* – \S", " ".join(title.split())):
        yield f"has the title “{title}”"


def _of_headings(tree: html.HtmlElement) -> Iterator[str]:
    headings = tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
    levels = [int(heading.tag[1]) for heading in headings]
    if levels.count(1) != 1:
        yield f"has {levels.count(1)} main headings"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"goes from a heading of level {before} to one of level {after}"
    if not tree.xpath("//main//p[normalize-space()] | //main//dl | //main//div[normalize-space()]"):
        yield "says nothing"


def _of_fields(tree: html.HtmlElement) -> Iterator[str]:
    labelled = set(tree.xpath("//label/@for"))
    for field in tree.xpath(FOCUSABLE):
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        if not named and not field.xpath("ancestor::label"):
            yield f"has a field “{field.get('name')}” without a label"
    seen = tree.xpath("//@id")
    for twice in {each for each in seen if seen.count(each) > 1}:
        yield f"has two things with the id “{twice}”"
    for form in tree.xpath("//form[not(@action)]"):
        yield f"has a form that goes nowhere ({form.get('class')})"


def _of_policy(tree: html.HtmlElement) -> Iterator[str]:
    if tree.xpath("//@style") or tree.xpath("//style"):
        yield "holds a style of its own"
    if tree.xpath("//script[not(@src)]") or tree.xpath("//@*[starts-with(name(), 'on')]"):
        yield "holds a script of its own"
    for address in tree.xpath("//script/@src | //img/@src | //link[not(@rel='canonical')]/@href"):
        if not address.startswith("/"):
            yield f"asks another site for {address}"


def _of_tables(tree: html.HtmlElement) -> Iterator[str]:
    for table in tree.xpath("//main//table"):
        if not table.xpath("./caption[normalize-space()]"):
            yield "has a table without a caption"
        if not table.xpath(".//th[@scope]"):
            yield "has a table without headings"

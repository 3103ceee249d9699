"""An HTML page made anywhere, read into the vocabulary of papers without refusing what is wrong with it.

Faults are for the rules to name. It knows nothing of them, runs nothing and fetches nothing.
"""

from html.parser import HTMLParser

from governance.errors import PaperError
from papers.document import BLOCKS, EMPTY, INLINES, Node, every

LARGEST = 20_000_000
DEEPEST = 200
# What is around a paper on a page, and what is no words.
LEFT_OUT = frozenset(("head", "script", "style", "nav", "header", "footer", "svg", "template", "noscript", "iframe"))
SAME_AS = {"b": "strong", "i": "em", "h5": "h4", "h6": "h4", "tfoot": "tbody", "menu": "ul"}
KNOWN = BLOCKS | INLINES | EMPTY
# A tag that begins while one of these is open ends it first, as browsers have it.
ENDS = {"p": ("p",), "li": ("li",), "tr": ("tr", "td", "th", "p"), "td": ("td", "th", "p"), "th": ("td", "th", "p")}
ENDS |= {"dt": ("dt", "dd", "p"), "dd": ("dt", "dd", "p"), "tbody": ("thead", "tbody", "tr", "td", "th")}
STOPS = frozenset(("ul", "ol", "dl", "table", "section", "blockquote", "document"))
SKIP_OVER = frozenset(
    ("col", "input", "link", "meta", "hr", "wbr", "source", "base", "area", "embed", "param", "track")
)


def read_page(content: bytes, *, named: str) -> Node:
    """The words of a page as a tree. Raises PaperError for a file too large or one that holds no words."""
    if len(content) > LARGEST:
        raise PaperError(f"{named} is larger than {LARGEST // 1_000_000} MB; a paper to be read has to be smaller.")
    page = _Page()
    page.feed(content.decode("utf-8-sig", "replace"))
    page.close()
    if not page.open[0].words().strip() and not any(node.tag == "img" for node in every(page.open[0])):
        raise PaperError(f"{named} holds no words of a paper; give the page that was published, as .html.")
    return page.open[0]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("document")]
        self.left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT or self.left_out:
            if tag not in EMPTY | SKIP_OVER and len(self.left_out) < DEEPEST:
                self.left_out.append(tag)
            return
        tag = SAME_AS.get(tag, tag)
        if tag not in KNOWN:
            return
        self._end_what_it_ends(tag)
        node = Node(tag, {name: value or "" for name, value in attrs}, line=self.getpos()[0])
        self.open[-1].inside.append(node)
        if tag not in EMPTY and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self.left_out:
            if tag in self.left_out:
                del self.left_out[len(self.left_out) - 1 - self.left_out[::-1].index(tag) :]
            return
        tag = SAME_AS.get(tag, tag)
        for n in range(len(self.open) - 1, 0, -1):
            if self.open[n].tag == tag:
                del self.open[n:]
                return

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        """Words outside any block become a paragraph of their own, so that no rule misses them."""
        if self.left_out or not data.strip():
            if not self.left_out and self.open[-1].tag not in STOPS:
                self.open[-1].inside.append(data)
            return
        if self.open[-1].tag in STOPS | {"thead", "tbody", "tr", "figure"}:
            self.open[-1].inside.append(Node("p", {}, [data], self.getpos()[0]))
        else:
            self.open[-1].inside.append(data)

    def _end_what_it_ends(self, tag: str) -> None:
        for n in range(len(self.open) - 1, 0, -1):
            if self.open[n].tag in ENDS.get(tag, ()):
                del self.open[n:]
                return
            if self.open[n].tag in STOPS:
                return

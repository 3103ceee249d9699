"""Words that attack each format a paper is made in, and how a planted one is found again, whole or not at all.

One list for every field and every format. What a format cannot hold is shown by a sign, and the list says by which.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

# Nobody sees these; the PDF leaves some of them out where it could not be made with them.
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufe0f"
# What stands for a hyphen at the end of a line, as the program says that reads the PDFs.
AT_LINE_END = "\x02"
MARK = re.compile(r"Q(\d+)a(\d+)q")
END = "Qz"


@dataclass(frozen=True)
class Attack:
    """aimed_at: whom it attacks. shown: as every paper shows it; in_pdf: as a PDF does, where its fonts lack signs.

    in_mail: as a notice does, which leaves to right-to-left words the marks that they need.
    """

    aimed_at: str
    words: str
    shown: str = ""
    in_pdf: str = ""
    in_mail: str = ""

    def as_in(self, format_: str) -> str:
        own = {"pdf": self.in_pdf, "notice": self.in_mail}.get(format_, "")
        return squeezed(own or self.shown or self.words)


ATTACKS = (
    Attack("html", "<script>alert(1)</script>"),
    Attack("html", "<img src=x onerror=alert(1)>"),
    Attack("html", "\"><svg onload=alert(1)>' onmouseover='x"),
    Attack("html", "</td></tr></table></main><h1>x</h1><p>"),
    Attack("html", "</title></style></head><iframe src=//x>"),
    Attack("html", "<!-- gone --> --><!-- <![CDATA[x]]> ]]>"),
    Attack("html", "&lt;b&gt; &amp; &#60; &#x0; &#xD800; &nbsp"),
    Attack("Jinja", "{{ 7*7 }}"),
    Attack("Jinja", "{% for x in y %}{% endfor %}{# gone #}"),
    Attack("Jinja", "{{ ''.__class__.__mro__ }} {{"),
    Attack("docxtpl", "{{r 7 }}{{p 7 }}{%p if x %}{%tr endfor %}"),
    Attack("docxtpl", "{_{ 7 }_} {_% x %_} {% raw %}"),
    Attack("Typst", '#read("/etc/passwd")'),
    Attack("Typst", '#import "x.typ": * #{ panic() }'),
    Attack("Typst", "$x^2$ $ sum $"),
    Attack("Typst", "*bold* _em_ `raw` ```rs x```"),
    Attack("Typst", r"\ \u{41} \# \n"),
    Attack("Typst", "@label <label> #label"),
    Attack("Typst", "// gone"),
    Attack("Typst", "/* gone */ /*"),
    Attack("Typst", "= head - item + item / term: x"),
    Attack("Typst", "~ -- --- ... [x] #[ ]"),
    Attack("Word", "</w:t></w:r></w:p><w:p><w:r><w:t>x"),
    Attack("Word", '{ HYPERLINK "http://x.example" } { PAGE }'),
    Attack("Word", '{ INCLUDETEXT "/etc/passwd" } DDEAUTO c'),
    Attack("Word", "_x0007_ _x000D_ _xD800_"),
    Attack("slides", "</a:t></a:r><a:br/><p:sp> <number>"),
    Attack("mail", "x\r\nBcc: all@ashcombe.example"),
    Attack("mail", "=?utf-8?q?x?= =3D\n.\nQUIT"),
    Attack("mail", "x\n\n--=_part\nContent-Type: text/html"),
    Attack("eyes", "a\x00\x07\x1b[31m\x7f\x85\x0b\x0cb", shown="a���[31m����b"),
    Attack(
        "eyes",
        "\u202egpj.exe\u202c \u2066x\u2069 \ufeff",
        shown="�gpj.exe� �x� �",
        in_mail="�gpj.exe\u202c \u2066x\u2069 \ufeff",
    ),
    Attack("eyes", "pay\u200bpal \u200dx\u2060y\u00adz\u200e"),
    Attack("eyes", "раураl ＜script＞", in_pdf="раураl [U+FF1C]script[U+FF1E]"),
    Attack("fonts", "👩‍👧 ✅ 🇬🇧 👍🏽"),
    Attack("marks", "Z\u0308\u0303 e\u0301 w\u0302 ŵ ŷ"),
    Attack("fonts", "王 \u1ded \ue000", in_pdf="[U+738B] [U+1DED] [U+E000]"),
    # The space at its end keeps the next mark out of the word, and so out of its direction.
    Attack("direction", "مرحبا بالعالم "),
    Attack("direction", "שלום", in_pdf="[U+05E9][U+05DC][U+05D5][U+05DD]"),
    Attack("room", "Llanfairpwllgwyngyll" * 9),
    Attack("room", "/very/long/path" * 12),
    Attack("spreadsheets", '=HYPERLINK("http://x.example","y")'),
    Attack("spreadsheets", "=cmd|' /C calc'!A0 +1 -1 @SUM(A1)"),
    Attack("addresses", "javascript:alert(1) vbscript:x"),
    Attack("addresses", "data:text/html;base64,PHNjcmlwdD4="),
    Attack("addresses", "file:///etc/passwd https://x.example/?a=1&b=2#c"),
    Attack("files", "C:\\temp\\nul /../../etc/passwd CON"),
    Attack("programs", "%00 %0d%0a %s %n {0} ${x} $(id) `id`; --"),
    Attack("programs", "'; DROP TABLE action; --"),
    Attack("quotes", "“x” ‘y’ «z» '\" \\'"),
)


def squeezed(words: str) -> str:
    """Without white space and what nobody sees, so that line ends do not count."""
    return re.sub(rf"[\s{UNSEEN}]+", "", words)


def planted(place: int, attacks: Iterable[int]) -> str:
    """Words that hold these attacks, each behind a mark that tells its place and its number."""
    return "".join(f"Q{place}a{n}q{ATTACKS[n].words}" for n in attacks) + END


@dataclass(frozen=True)
class Found:
    """A mark that stands in a file. whole: its attack follows it as its format is to show it; then: what follows."""

    place: int
    attack: int
    whole: bool
    then: str


def found_in(format_: str, words: str) -> Iterator[Found]:
    """Every planted attack in the words of a file, in their order."""
    held = squeezed(words)
    for mark in MARK.finditer(held):
        attack = ATTACKS[int(mark[2])]
        expected = attack.as_in(format_)
        rest = held[mark.end() : mark.end() + len(expected) + 12]
        if format_ == "pdf" and attack.aimed_at in ("direction", "marks"):
            # Programs read letters from right to left in either order, and a letter with its marks more than once.
            said = rest.partition("Q")[0]
            yield Found(int(mark[1]), int(mark[2]), set(said) == set(expected), rest)
        else:
            yield Found(int(mark[1]), int(mark[2]), _pattern(attack, format_).match(rest) is not None, rest)


@cache
def _pattern(attack: Attack, format_: str) -> re.Pattern[str]:
    """The attack and then the next mark, or the end; in a PDF a hyphen may be one that ends a line."""
    signs = [re.escape(sign) for sign in attack.as_in(format_)]
    if format_ == "pdf":
        signs = [f"[-{AT_LINE_END}]" if sign == r"\-" else f"{sign}{AT_LINE_END}?" for sign in signs]
    return re.compile("".join(signs) + "Q", re.DOTALL)

"""The house style of a council: who it is and what its papers look like, in one place for every format.

It knows nothing of any format.
"""

import base64
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class House:
    """Whose paper it is.

    colour: #rrggbb. lang: en-GB or cy-GB. header, footer: words at the head and foot of every page. font: a family
    whose files lie in templates/house/fonts and which is then tried first. logo: a picture in base64, so that it
    travels in JSON; logo_type: svg or png, empty without one. styled: the council's own .docx of styles, in base64 too,
    empty without one. marking: words at the head of every page in every format, such as “NOT FOR PUBLICATION – exempt
    information”. folder: house.css, house.typ and fonts/.
    """

    council: str
    colour: str
    folder: Path
    footer: str = ""
    lang: str = "en-GB"
    header: str = ""
    font: str = ""
    logo: str = ""
    logo_type: str = ""
    styled: str = ""
    marking: str = ""

    @property
    def fonts(self) -> Path:
        return self.folder / "fonts"

    @property
    def style_of_pages(self) -> str:
        return (self.folder / "house.css").read_text(encoding="utf-8")

    @property
    def style_of_pdfs(self) -> bytes:
        return (self.folder / "house.typ").read_bytes()

    @property
    def picture(self) -> bytes:
        """The logo itself."""
        return base64.b64decode(self.logo)

    @property
    def styles_of_word(self) -> bytes | None:
        """The council's own Word file of styles."""
        return base64.b64decode(self.styled) if self.styled else None

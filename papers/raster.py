"""A picture as PNG, for the formats that cannot show SVG. It knows nothing of what is drawn."""

import resvg_py

from papers.coverage import show_in_picture
from papers.house import House

FAMILY = "Atkinson Hyperlegible Next"


def as_png(svg: str, house: House, *, scale: float = 2) -> bytes:
    """The picture in dots, on white; scale: dots per pixel of the SVG. Only the shipped fonts are used.

    The same picture gives the same bytes on every machine, since no font of the machine is looked at; a sign that
    cannot be set with them stands there by its number.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=show_in_picture(svg, house.fonts),
            background="#ffffff",
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(path) for path in sorted(house.fonts.glob("*.ttf"))],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )

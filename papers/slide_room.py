"""How much room words take on a slide, measured with the shipped fonts, so that nothing runs off it.

Arial is narrower than the font that is measured, so what is measured always fits. It knows nothing of slides' XML.
"""

from functools import cache
from pathlib import Path

from PIL import ImageFont

FONT = "NotoSans_700Bold.ttf"
UNITS = 100
LEADING = 1.25


class Room:
    """Measures words in points. fonts: the folder of the shipped fonts."""

    def __init__(self, fonts: Path) -> None:
        self._font = ImageFont.truetype(str(fonts / FONT), UNITS)
        self._wide = cache(self._measured)

    def _measured(self, sign: str) -> float:
        """One sign, in its share of the font's size; what the font lacks may be as wide as it is high."""
        wide = self._font.getlength(sign) / UNITS
        return wide if ord(sign) < 0x2000 and not 0x590 <= ord(sign) < 0x900 else max(wide, 1.0)

    def cuts(self, words: str, size: float, width: float) -> list[int]:
        """Where each line of the words ends, as places in them; the last is their length."""
        ends: list[int] = []
        begin, last_space, taken = 0, 0, 0.0
        for n, sign in enumerate(words):
            if sign == "\n":
                ends.append(n + 1)
                begin, last_space, taken = n + 1, n + 1, 0.0
                continue
            taken += self._wide(sign) * size
            if taken > width and n > begin and sign != " ":
                end = last_space if last_space > begin else n
                ends.append(end)
                begin = last_space = end
                taken = sum(self._wide(each) * size for each in words[end : n + 1])
            if sign == " ":
                last_space = n + 1
        return [*ends, len(words)] if not ends or ends[-1] < len(words) or not words else ends

    def height(self, words: str, size: float, width: float) -> float:
        return len(self.cuts(words, size, width)) * size * LEADING

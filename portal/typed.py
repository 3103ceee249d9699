"""What people type into any form: kept as they typed it. It knows nothing of forms."""

from typing import Annotated

from pydantic import AfterValidator

NUL_SENTENCE = (
    "This text holds an invisible character (a NUL, often from a copied file) that cannot be kept. "
    "Take it out, or type the text again."
)


def as_typed(text: str) -> str:
    """Browsers send every line's end as CR LF, whatever was typed; what was typed is kept."""
    return text.replace("\r\n", "\n")


# A field of several lines.
Lines = Annotated[str, AfterValidator(as_typed)]

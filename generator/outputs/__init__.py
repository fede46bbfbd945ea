"""Other outputs of the same sheet: HTML, plain text, a short message, Markdown, pictures of the pages.

All say the same words; one digest of them, written into each, shows that they belong together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SUFFIXES: Final[Mapping[str, str]] = {
    "pdf": ".pdf",
    "html": ".html",
    "text": ".txt",
    "sms": ".sms.txt",
    "markdown": ".md",
    "png": ".png",
}
"""Every output by name, and how its files end. A new output is a module, a line here and one in ``source.write``."""

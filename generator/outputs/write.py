"""Words alone in one of their forms: HTML, plain text, a short message, Markdown."""

from __future__ import annotations

from generator.model.design import Theme
from generator.outputs.source import Copy, PictureShelf


def write(form: str, source: Copy, theme: Theme, pictures: PictureShelf) -> bytes:
    """Return the file of words in a form (``model/edition.py``).

    Raises:
        Unusable: when a picture cannot be used, or the words of a short message do not fit.
    """
    if form == "html":
        from generator.outputs.html import write_html

        return write_html(source, theme, pictures).encode()
    if form == "markdown":
        from generator.outputs.markdown import write_markdown

        return write_markdown(source).encode()
    from generator.outputs.text import write_message, write_text

    return (write_message(source) if form == "sms" else write_text(source)).encode()

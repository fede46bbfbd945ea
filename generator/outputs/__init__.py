"""Other outputs of the same sheet: HTML, plain text, a short message, Markdown, pictures of the pages.

All say the same words; one digest of them, written into each, shows that they belong together.
"""

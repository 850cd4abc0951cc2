"""Sentences about files, fit to be shown whatever a file says of itself."""

_MOST = 560
"""Characters; a sentence that is longer is cut in its middle."""


def one_line(text: str) -> str:
    """Return a text with a � for each character that cannot be printed, and not too long."""
    printable = "".join(c if c.isprintable() else "�" for c in text)
    if len(printable) <= _MOST:
        return printable
    half = _MOST // 2
    return f"{printable[:half]}…{printable[-half:]}"

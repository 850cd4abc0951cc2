"""Formulas as rich text: serif, variables in italics, live numbers in the selection's colour."""

from collections.abc import Sequence
from functools import cache
from html import escape

from PySide6.QtGui import QFont, QFontDatabase

from bpgui.ui.mathematics.formula import Formula, Node, Span, plain
from bpgui.ui.theme import Theme, scaled_font

_FAMILIES = ("STIX Two Text", "Cambria", "DejaVu Serif", "Liberation Serif", "Times New Roman")
_SIZE = 1.16
_INDENT = 10
_LEADING = 5


def math_font() -> QFont:
    """Return the serif font in which formulas are set."""
    font = scaled_font(_SIZE)
    font.setFamilies([*_installed(_FAMILIES), "serif", font.family()])
    font.setStyleHint(QFont.StyleHint.Serif)
    return font


def rich_text(lines: Sequence[Formula], theme: Theme) -> str:
    """Return the lines of an explanation as rich text, one paragraph a line."""
    return "".join(_paragraph(line, theme) for line in lines)


def _paragraph(line: Formula, theme: Theme) -> str:
    follows = plain(line).startswith("=")
    # What does not fit into a line goes on below, indented.
    indent = 0 if follows else -_INDENT
    style = f"margin:{_LEADING}px 0 0 {_INDENT}px; text-indent:{indent}px"
    return f'<p style="{style}">' + "".join(_node(node, theme) for node in line) + "</p>"


def _node(node: Node, theme: Theme) -> str:
    return _span(node, theme) if isinstance(node, Span) else escape(plain((node,)))


def _span(span: Span, theme: Theme) -> str:
    text = escape(span.text)
    if span.kind == "variable":
        return f"<i>{text}</i>"
    if span.kind == "live":
        # A number is not broken across lines.
        return f'<span style="color:{theme.selection.name()}; white-space:pre">{text}</span>'
    return text


@cache
def _installed(families: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(family for family in families if QFontDatabase.hasFamily(family))

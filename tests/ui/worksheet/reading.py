"""Reading a worksheet as a teacher does: the questions, and the equations of the key as text."""

import re
from xml.etree import ElementTree as ET

_SPACED = "=+·×←"
_SQUARE = "²"


def articles(html: str, kind: str) -> dict[int, str]:
    """Return the HTML of the questions ("q") or the answers ("a") by their numbers."""
    found = re.findall(rf'<article class="task" id="{kind}(\d+)">(.*?)</article>', html, re.DOTALL)
    return {int(number): text for number, text in found}


def lines_of_numbers(article: str) -> list[str]:
    """Return the lines of an answer that continue with "=", as text that can be computed."""
    lines = re.findall(r'<p class="on">(.*?)</p>', article, re.DOTALL)
    return [" ".join(_formulas(line)).removeprefix("= ") for line in lines]


def _formulas(html: str) -> list[str]:
    found = re.findall(r"<math.*?</math>", html, re.DOTALL)
    return [_text(ET.fromstring(each)).strip() for each in found]  # noqa: S314


def _text(node: ET.Element) -> str:
    if node.tag == "mfrac":
        above, below = (_text(part).strip() for part in node)
        return f"({above})/({below})"
    if node.tag == "msup":
        base, above = (_text(part).strip() for part in node)
        return f"{base}{_SQUARE}" if above == "2" else f"{base}^({above})"
    if node.tag == "mspace":
        return " "
    if node.tag == "mo":
        sign = node.text or ""
        minus = sign == "−" and node.get("form") != "prefix"
        return f" {sign} " if sign in _SPACED or minus else sign
    inside = "".join(_text(part) for part in node)
    return (node.text or "") + inside

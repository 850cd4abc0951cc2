"""Reading what a learner typed: its value, and how exact it is by its digits."""

import re
from dataclasses import dataclass

from bpgui.ui.numbers import MINUS, parse_number

_POWER = re.compile(r"\s*[·*×x]\s*10\s*\^?\s*([-+−⁻⁺]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
_USUAL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺" + MINUS, "0123456789-+-")


@dataclass(frozen=True)
class Typed:
    """A number as it was typed.

    Attributes
    ----------
    value
        What it is.
    half
        Half a unit of its last digit: what it may stand for reaches that far. 0 for a fraction.
    figures
        Its significant digits; 0 for a fraction.
    """

    value: float
    half: float
    figures: int


def read_typed(text: str) -> Typed:
    """Read a decimal number, a fraction, or a power of ten as formulas show it.

    Raises
    ------
    ValueError
        With a sentence, when it is none.
    """
    usual = _POWER.sub(lambda match: "e" + match[1].translate(_USUAL), text.strip())
    try:
        value = parse_number(usual)
    except ValueError:
        parse_number(text)  # so that the sentence quotes what was typed
        raise
    if "/" in usual:
        return Typed(value, 0.0, 0)
    mantissa, _, exponent = usual.lower().replace(",", ".").partition("e")
    exponent = exponent.translate(_USUAL)
    decimals = len(re.sub(r"\s", "", mantissa.partition(".")[2]))
    figures = len(re.sub(r"\D", "", mantissa).lstrip("0"))
    return Typed(value, 0.5 * 10.0 ** (int(exponent or 0) - decimals), max(1, figures))

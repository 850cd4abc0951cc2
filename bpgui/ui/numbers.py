"""Numbers as people read and type them.

Everything on screen goes through this module, so that a minus sign is a true minus sign, a
decimal count never changes while training runs, and whatever a person types where a weight
belongs (``0,5``, ``1/3``, ``−2.5e-3``) is understood.
"""

import math
import re

MINUS = "−"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def format_number(value: float, decimals: int = 3) -> str:
    """Format with a fixed number of decimals and a true minus sign.

    Values that would need more than six digits before the point, or that vanish at this number
    of decimals, are written as a power of ten.
    """
    if not math.isfinite(value):
        return _format_non_finite(value)
    if value != 0 and abs(value) >= 1e6:
        return format_significant(value, 4)
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def format_significant(value: float, digits: int = 4) -> str:
    """Format with a number of significant digits; very large or small values as ``a·10ⁿ``."""
    if not math.isfinite(value):
        return _format_non_finite(value)
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -5 <= exponent < 6:
        decimals = max(0, digits - 1 - exponent)
        return f"{value:.{decimals}f}".replace("-", MINUS)
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa.replace('-', MINUS)}·{power_of_ten(int(power))}"


def power_of_ten(power: int) -> str:
    """Write a power of ten: 10⁻⁵."""
    return "10" + str(power).translate(_SUPERSCRIPTS)


def format_count(value: int) -> str:
    """Format a whole number with thousands separated by commas."""
    return f"{value:,}".replace("-", MINUS)


def format_counted(value: int, noun: str) -> str:
    """Format a whole number with what it counts: "1 pattern", "4 patterns"."""
    return f"{format_count(value)} {noun}{'' if value == 1 else 's'}"


def format_exact(value: float) -> str:
    """Format so that reading it back gives the same bits; for edit fields."""
    return repr(float(value)).replace("-", MINUS).removesuffix(".0")


def parse_number(text: str) -> float:
    """Read a number as a person types it.

    Parameters
    ----------
    text : str
        A decimal number with point or comma, with an optional exponent, or a fraction of two
        such numbers (``1/3``). Any kind of minus sign is understood.

    Returns
    -------
    float
        A finite number.

    Raises
    ------
    ValueError
        With a sentence saying what was not understood and what can be typed.
    """
    cleaned = re.sub(r"\s", "", text).replace(MINUS, "-").replace("–", "-")
    if not cleaned:
        raise ValueError("Nothing was typed: enter a number such as 0.5, −2 or 1/3.")
    parts = cleaned.split("/")
    if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(f"“{text.strip()}” is not a number: enter one such as 0.5, −2 or 1/3.")
    values = [float(part.replace(",", ".")) for part in parts]
    if len(values) == 2 and values[1] == 0:
        raise ValueError(f"“{text.strip()}” divides by zero: enter a number such as 0.5 or 1/3.")
    value = values[0] / values[1] if len(values) == 2 else values[0]
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()}” is too large for a number: stay below 10³⁰⁸.")
    return value


def _format_non_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else MINUS + "∞"

"""The small figures and letters of Unicode: ₂ and ² in a text, lowered and raised when set."""

import re
from collections.abc import Iterator
from typing import Literal

Place = Literal["", "_", "^"]
LOWERED = str.maketrans("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
"""Those that stand lower, for `str.translate`."""
RAISED = str.maketrans("0123456789−-+nT′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺ⁿᵀ′")
"""Those that stand higher; a prime stays one."""
_USUAL = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵀ", "0123456789aehijklmnoprstuvx0123456789−+nT"
)
_PIECES = re.compile("([₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)|([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵀ]+)")


def pieces(text: str) -> Iterator[tuple[str, Place]]:
    """Yield the pieces of a text in usual letters, each with where it stands.

    >>> list(pieces("h₁₂²"))
    [('h', ''), ('12', '_'), ('2', '^')]
    """
    end = 0
    for match in _PIECES.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], ""
        yield match[0].translate(_USUAL), "_" if match[1] else "^"
        end = match.end()
    if end < len(text):
        yield text[end:], ""

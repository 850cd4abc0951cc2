"""Formulas as MathML, which browsers show and print."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from bpgui.ui.mathematics.formula import Fence, Formula, Fraction, Node, Span, Sum, plain
from bpgui.ui.mathematics.small_letters import pieces

_TOKENS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)
_OPERATORS = frozenset("=+−-·×/←→≈≤≥<>∈,|()[]{}Σ∂!…′")
_BEFORE_WORDS = re.compile(r" (?=(?!(?:exp|ln|log|max|min|tanh)\b)[A-Za-z]{2})")
_BRACKETS = frozenset("()[]{}|")
_LONG = 64
"""Characters of a line that may be too wide for a page."""
_UNARY_AFTER = frozenset("=(+−·×←[,/")


def mathml(formula: Formula) -> str:
    """Return a formula as a ``<math>`` element, its fractions and sums in full size.

    >>> from bpgui.ui.mathematics.formula import compose, words
    >>> mathml(compose("L = {n}", n=words("2")))
    '<math displaystyle="true"><mrow><mi>L</mi><mo>=</mo><mn>2</mn></mrow></math>'
    """
    return f'<math displaystyle="true">{_row(formula)}</math>'


def mathml_lines(lines: Sequence[Formula]) -> str:
    """Return the lines of an explanation as paragraphs, those that go on with "=" set in."""
    rows = []
    for line in lines:
        kind = "on" if plain(line).startswith("= ") else "rule"
        first, *others = _broken(line) if len(plain(line)) > _LONG else [line]
        parts = [mathml(first), *(_going_on(mathml(part)) for part in others)]
        rows.append(f'<p class="{kind}">{" ".join(parts)}</p>')
    return "\n".join(rows)


def _going_on(text: str) -> str:
    """Let the sign that begins a formula stand between it and the one before."""
    start = text.index("<mrow>") + len("<mrow>")
    rest = re.sub(r"^<mo[^>]*>", '<mo form="infix">', text[start:])
    return text[:start] + rest


def _broken(line: Formula) -> list[Formula]:
    """Break a long line before the terms of its sum: browsers break between formulas only."""
    found: list[list[Node]] = [[]]
    for node in line:
        if isinstance(node, Span) and node.text[:3] in (" + ", " − ") and found[-1]:
            found.append([])
        found[-1].append(node)
    return [tuple(each) for each in found]


def _row(formula: Formula) -> str:
    return f"<mrow>{_unary(''.join(_node(node) for node in formula))}</mrow>"


def _unary(text: str) -> str:
    """Mark a minus sign that begins a formula, or follows a sign, as one of a number."""
    before = "|".join(re.escape(sign) for sign in sorted(_UNARY_AFTER))
    pattern = rf"(^|<mo[^>]*>(?:{before})</mo>)<mo>−</mo>"
    marked = r'\1<mo form="prefix">−</mo>'
    return re.sub(pattern, marked, re.sub(pattern, marked, text))


def _node(node: Node) -> str:
    if isinstance(node, Span):
        return _name(node.text) if node.kind == "variable" else _text(node.text)
    if isinstance(node, Fraction):
        return f"<mfrac>{_row(node.above)}{_row(node.below)}</mfrac>"
    if isinstance(node, Fence):
        left, right = (f"<mo>{escape(sign)}</mo>" if sign else "" for sign in _fence(node))
        return f"<mrow>{left}{_row(node.content)}{right}</mrow>"
    if isinstance(node, Sum):
        return _scripted("<mo>Σ</mo>", node.below, node.above, under=True)
    return _scripted(_row(node.base), node.below, node.above)


def _fence(node: Fence) -> tuple[str, str]:
    return node.left, node.right


def _scripted(base: str, below: Formula, above: Formula, *, under: bool = False) -> str:
    low, high = ("munder", "mover") if under else ("msub", "msup")
    both = "munderover" if under else "msubsup"
    if below and above:
        return f"<{both}>{base}{_row(below)}{_row(above)}</{both}>"
    if below:
        return f"<{low}>{base}{_row(below)}</{low}>"
    return f"<{high}>{base}{_row(above)}</{high}>" if above else base


def _name(text: str) -> str:
    """Return a variable: a letter in italics with its scripts, or the name of a unit upright."""
    found = list(pieces(text))
    if found and not found[0][1] and len(found[0][0].rstrip("′")) == 1:
        base = f"<mi>{escape(found[0][0])}</mi>"
        return _with_small(base, found[1:])
    return f'<mi mathvariant="normal">{escape(text)}</mi>'


def _with_small(base: str, small: Iterable[tuple[str, str]]) -> str:
    for piece, place in small:
        tag = "msub" if place == "_" else "msup"
        kind = "mn" if piece.isdigit() else "mi"
        base = f"<{tag}>{base}<{kind}>{escape(piece)}</{kind}></{tag}>"
    return base


def _text(text: str) -> str:
    """Return numbers, signs and words; small figures go with what stands before them."""
    tokens: list[str] = []
    for piece, place in pieces(text):
        if not place:
            piece = _BEFORE_WORDS.sub("\N{NO-BREAK SPACE}", piece)  # noqa: PLW2901
            tokens += filter(None, (_token(token) for token in _TOKENS.findall(piece)))
        else:
            base = tokens.pop() if tokens else "<mi></mi>"
            tokens.append(_with_small(base, [(piece, place)]))
    return "".join(tokens)


def _token(piece: str) -> str:
    """Return a number, a sign or a word as the element it is; nothing for space."""
    if piece.isspace():
        return '<mspace width="0.3em"/>' if "\N{NO-BREAK SPACE}" in piece else ""
    if piece[0].isdigit() or piece == "½":
        return f"<mn>{piece}</mn>"
    if piece in _OPERATORS:
        stays = ' stretchy="false"' if piece in _BRACKETS else ""
        return f"<mo{stays}>{escape(piece)}</mo>"
    words = piece if piece.isascii() or not piece.isalpha() else ""
    return "".join(_upright(letter) for letter in ([words] if words else piece))


def _upright(text: str) -> str:
    return f'<mi mathvariant="normal">{escape(text)}</mi>'

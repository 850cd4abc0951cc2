r"""Formulas as LaTeX, for a document that uses amsmath.

What stands in a line stays in its line: lines that continue with "=" are aligned at their equals
signs, as the details show them.
"""

import re
from collections.abc import Iterable, Sequence

from bpgui.ui.mathematics.formula import Fence, Formula, Fraction, Node, Scripts, Span, Sum
from bpgui.ui.mathematics.small_letters import pieces

_SYMBOLS = {
    "−": "-",
    "·": r"\cdot",
    "×": r"\times",
    "⊙": r"\odot",
    "←": r"\leftarrow",
    "→": r"\to",
    "≈": r"\approx",
    "≤": r"\le",
    "≥": r"\ge",
    "∈": r"\in",
    "∞": r"\infty",
    "…": r"\dots",
    "∂": r"\partial",
    "Σ": r"\sum",
    "Π": r"\prod",
    "√": r"\surd",
    "½": r"\tfrac{1}{2}",
    "α": r"\alpha",
    "β": r"\beta",
    "δ": r"\delta",
    "Δ": r"\Delta",
    "ε": r"\varepsilon",
    "η": r"\eta",
    "λ": r"\lambda",
    "μ": r"\mu",
    "σ": r"\sigma",
    "ŷ": r"\hat{y}",
    "′": "'",
    "{": r"\{",
    "}": r"\}",
    **{character: "\\" + character for character in "#$%&_"},
}
_FUNCTIONS = frozenset(("exp", "ln", "log", "max", "min", "tanh", "sinh", "cosh"))
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": "-",
    "…": r"\dots{}",
    **{character: "\\" + character for character in "#$%&_{}"},
}
_TOKENS = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_BEFORE_WORDS = re.compile(r" (?=(?!(?:exp|ln|log|max|min|tanh|sinh|cosh)\b)[A-Za-z]{2})")
_STRETCHY = {"(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "{": r"\{", "}": r"\}", "": "."}


def latex(formula: Formula) -> str:
    r"""Return a formula in LaTeX's mathematical notation.

    >>> from bpgui.ui.mathematics.formula import compose, fraction, words
    >>> latex(compose("{f} = δ · ŷ", f=fraction(words("∂L"), words("∂w"))))
    '\\frac{\\partial L}{\\partial w} = \\delta \\cdot \\hat{y}'
    """
    return _tidy(" ".join(filter(None, (_node(node) for node in formula))))


def latex_lines(lines: Sequence[Formula]) -> str:
    """Return the lines of an explanation as a displayed, aligned formula."""
    rows = [_aligned(latex(line)) for line in lines]
    body = " \\\\\n".join(f"  {row}" for row in rows)
    return f"\\[\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n\\]"


def escaped(text: str) -> str:
    """Return text as LaTeX shows it outside of formulas; what is no ASCII is left to its input."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def _aligned(row: str) -> str:
    """Mark where a line is aligned: at its first relation, which it may begin with."""
    if row.startswith("="):
        return "&" + row
    return re.sub(r" (=|\\leftarrow|\\approx)(?= )", r" &\1", row, count=1)


def _node(node: Node) -> str:
    if isinstance(node, Span):
        return _name(node.text) if node.kind == "variable" else _text(node.text)
    if isinstance(node, Fraction):
        return rf"\frac{{{latex(node.above)}}}{{{latex(node.below)}}}"
    if isinstance(node, Scripts):
        return _base(node.base) + _scripts(_index(node.below), _index(node.above))
    if isinstance(node, Sum):
        return r"\sum" + _scripts(_index(node.below), _index(node.above))
    if not node.left and not node.right:
        return latex(node.content)
    left, right = _STRETCHY.get(node.left, node.left), _STRETCHY.get(node.right, node.right)
    return rf"\left{left} {latex(node.content)} \right{right}"


def _base(formula: Formula) -> str:
    """Return what gets scripts: in braces unless it is one thing that has none yet."""
    text = latex(formula)
    if len(formula) == 1 and isinstance(formula[0], Fence):
        return text
    simple = len(formula) == 1 and not set(text) & set("_^'")
    return text if simple else f"{{{text}}}"


def _index(formula: Formula) -> str:
    """Return a script, in which letters side by side are indices and no name."""
    return latex(tuple(_spelled(node) for node in formula))


def _spelled(node: Node) -> Node:
    if isinstance(node, Span) and node.kind == "variable" and 1 < len(node.text) <= 3:
        return Fence(tuple(Span(letter, "variable") for letter in node.text), "", "")
    return node


def _scripts(below: str, above: str) -> str:
    if re.fullmatch(r"'+", above):  # a prime is a superscript itself
        return above + (f"_{{{below}}}" if below else "")
    return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _name(text: str) -> str:
    """Return a variable: a letter with its scripts, or the name of a unit in upright type."""
    base = next(pieces(text), ("", ""))[0].rstrip("′")
    single = all(len(word) == 1 for word in re.findall(r"[^\W\d_]+", base))
    if single and (len(base) <= 1 or not base.isascii()):
        return _text(text)
    return rf"\text{{{escaped(text)}}}"


def _text(text: str) -> str:
    result = ""
    for piece, place in pieces(text):
        spaced = _BEFORE_WORDS.sub("\N{NO-BREAK SPACE}", piece)
        tokens = " ".join(_token(token) for token in _TOKENS.findall(spaced))
        result += f"{place}{{{_tidy(tokens)}}}" if place else tokens
    return result


def _token(token: str) -> str:
    if token.isspace():
        return "\\ " if "\N{NO-BREAK SPACE}" in token else ""
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if token in _FUNCTIONS:
        return "\\" + token
    if len(token) == 1 or not token[0].isalpha():
        return token if token.isascii() else rf"\text{{{token}}}"
    return " ".join(_letters(token))


def _letters(word: str) -> Iterable[str]:
    """Yield a word: as symbols where it has Greek letters or signs in it, else upright."""
    if any(letter in _SYMBOLS for letter in word):
        yield from (_SYMBOLS.get(letter, letter) for letter in word)
    else:
        yield rf"\text{{{word}}}"


def _tidy(text: str) -> str:
    """Leave no space where TeX needs none: inside brackets, before scripts, after a sign."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<!\\left)([(\[]) ", r"\1", text)
    text = re.sub(r" (?=[)\],_^'])", "", text)
    return re.sub(r"(?<![\w)\]}'.] )(?<![\w)\]}'.])- (?=[\d(\\\w])", "-", text)

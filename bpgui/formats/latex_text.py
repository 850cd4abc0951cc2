"""Names in any script as LaTeX shows them, whatever engine sets them."""

import re
import unicodedata

PREAMBLE = r"""% A letter that fonts of pdfTeX lack: XeTeX and LuaTeX show it, pdfTeX its number.
\newcommand{\bpguiletter}[2]{\ifx\Umathcode\undefined\texttt{[#1]}\else#2\fi}
"""

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textquoteleft{}",
    '"': r"\textquotedblright{}",
    "-": "{-}",  # two would make a dash
    **{mark: f"\\{mark}" for mark in "{}$&#%_"},
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "°": r"\ensuremath{^\circ}",
    "±": r"\ensuremath{\pm}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "−": r"\ensuremath{-}",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "µ": r"\ensuremath{\mu}",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u ",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r ",
    "\u030b": "H ",
    "\u030c": "v ",
    "\u0323": "d ",
    "\u0327": "c ",
}
_SMALL = (
    " alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega "
)
_CAPITAL = " Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "


def latex(name: str) -> str:
    """Return LaTeX that shows a name on one line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", line)) or "?"


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii():
        return letter
    return _script(letter) or _accented(letter) or _greek(letter) or _by_number(letter)


def _script(letter: str) -> str:
    """Return a number or letter that stands lower or higher, as x₁ has."""
    parts = unicodedata.decomposition(letter).split()
    if len(parts) == 2 and parts[0] in ("<sub>", "<super>"):
        plain = chr(int(parts[1], 16))
        if re.fullmatch(r"[A-Za-z0-9()+=]", plain):
            return rf"\ensuremath{{{'_' if parts[0] == '<sub>' else '^'}{{{plain}}}}}"
    return ""


def _accented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) != 2 or parts[1] not in _ACCENTS or not re.fullmatch("[A-Za-z]", parts[0]):
        return ""
    return f"\\{_ACCENTS[parts[1]]}{{{parts[0]}}}"


def _greek(letter: str) -> str:
    case, _, name = unicodedata.name(letter, "").replace("LAMDA", "LAMBDA").partition(" LETTER ")
    said = {"GREEK SMALL": (name.lower(), _SMALL), "GREEK CAPITAL": (name.title(), _CAPITAL)}
    command, known = said.get(case, ("", ""))
    return rf"\ensuremath{{\{command}}}" if f" {command} " in known else ""


def _by_number(letter: str) -> str:
    return rf"\bpguiletter{{{ord(letter):04X}}}{{{letter}}}"

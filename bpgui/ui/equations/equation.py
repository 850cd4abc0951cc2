"""One equation of an update, in this program's letters, and those of 1986 that say the same."""

from dataclasses import dataclass
from typing import Literal

from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import Formula

Key = Literal["z", "a", "loss", "delta_out", "delta_hidden", "gradient", "change"]
PHASE: dict[Key, str] = {
    "z": "forward",
    "a": "forward",
    "loss": "loss",
    "delta_out": "backward",
    "delta_hidden": "backward",
    "gradient": "gradient",
    "change": "update",
}
"""The equations in the order they are at work, each with the phase it belongs to."""


@dataclass(frozen=True)
class Equation:
    """An equation as it is for one setup.

    Attributes
    ----------
    key
        Which of the equations it is.
    caption
        What it gives, in a few words.
    lines
        The equation; what is written out in detail follows it.
    note
        A sentence to add, or nothing.
    """

    key: Key
    caption: str
    lines: tuple[Formula, ...]
    note: str = ""

    @property
    def explanation(self) -> Explanation:
        """The equation as something that can be copied."""
        return Explanation(self.caption, "", self.lines, self.note)


@dataclass(frozen=True)
class PaperEquation:
    """An equation as Rumelhart, Hinton and Williams number it in Nature 323:533-536 (1986).

    Attributes
    ----------
    number
        Its number there.
    formula
        The equation in the paper's letters.
    remark
        Where the present setup is another; nothing where it is the paper's.
    in_force
        Whether it is the one that holds: of the two rules of change it is one.
    """

    number: int
    formula: Formula
    remark: str = ""
    in_force: bool = True

    @property
    def explanation(self) -> Explanation:
        """The equation as something that can be copied."""
        caption = f"Rumelhart, Hinton & Williams (1986), equation {self.number}"
        return Explanation(caption, "", (self.formula,), self.remark)

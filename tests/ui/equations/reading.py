"""Computing what an equation says, from its own text, with NumPy."""

import re

import numpy as np

from bpgui.core.arrays import FloatArray

_SIGNS = str.maketrans({"−": "-", "⊙": "*", "ₖ": None, "ŷ": "v"})
_FACTOR = r"(?:(?:log|exp)\([a-z]\)|[a-z]\b|\([^()]*\)(?:\*\*2)?)"
_NAMES = {"sum": np.sum, "log": np.log, "exp": np.exp, "tanh": np.tanh, "max": np.maximum}


def value(text: str, **letters: FloatArray) -> FloatArray:
    """Return what the right side of an equation comes to; ``v`` stands for ŷ.

    >>> float(value("½ Σₖ (yₖ − ŷₖ)²", y=np.array([1.0, 0.0]), v=np.array([0.0, 0.0])))
    0.5
    """
    text = text.rpartition("= ")[2].translate(_SIGNS)
    text = text.replace("½ ", "0.5*").replace("²", "**2").replace("[z > 0]", "(z > 0)")
    text = text.replace("Σ [", "sum(").replace("[", "(").replace("]", ")")
    text = re.sub(r"e\^\(-z\)", "exp(-z)", text).replace("e^z", "exp(z)")
    text = re.sub(r"\b(ln|tanh) ([a-z])", r"\1(\2)", text).replace("ln(", "log(")
    text = re.sub(rf"Σ ({_FACTOR}(?: {_FACTOR})?)", r"sum(\1)", text)
    text = re.sub(r"(?<=[a-z0-9)]) (?=[a-z(])", "*", text)
    return np.asarray(eval(text, {"__builtins__": {}}, {**_NAMES, **letters}), dtype=float)  # noqa: S307

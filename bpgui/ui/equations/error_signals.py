"""The two equations of the error signal δ, as the present network and settings want them."""

from bpgui.ui.equations.equation import Equation
from bpgui.ui.equations.letters import indexed, letter
from bpgui.ui.equations.parts import listed, number, over
from bpgui.ui.equations.setup import Setup
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fenced,
    fraction,
    plain,
    words,
)

_CANCELLED = "The slope cancels out."
_STEP = "[z > 0] is 1 where that is so, else 0."


def output_delta(setup: Setup) -> Equation:
    """Return the error signal of the outputs."""
    by_a = fraction(compose("∂{L}", L=_own_loss(setup)), compose("∂{a}", a=letter("a_out")))
    delta = letter("δ_out")
    notes = ["Of each pattern's own loss."] if setup.batch > 1 else []
    if setup.output_activation == "softmax":
        first = compose("{delta} = {J} {by_a}", delta=delta, J=letter("J"), by_a=by_a)
    else:
        slope = compose("{f}({z})", f=letter("f′_out"), z=letter("z_out"))
        first = compose("{d} = {by_a} ⊙ {f}", d=delta, by_a=by_a, f=slope)
    rest, note = _output_delta_in_full(setup)
    notes += [*note, *_spared(setup)]
    return Equation("delta_out", "Error signal, outputs", (first, *rest), " ".join(notes))


def _spared(setup: Setup) -> tuple[str, ...]:
    """Say what the margin makes of the error signals, where there is one."""
    if not setup.margin:
        return ()
    what = "δ is"
    if setup.output_activation == "softmax":
        what = "y counts as" if setup.loss == "cross-entropy" else "g is"
    return (f"{what} 0 where ŷ is within {number(setup.margin)} of y.",)


def _output_delta_in_full(setup: Setup) -> tuple[tuple[Formula, ...], tuple[str, ...]]:
    """Return what the error signal of the outputs comes to, and what there is to say of it."""
    activation, a = setup.output_activation, letter("ŷ")
    if setup.loss == "cross-entropy":
        if activation == "softmax" and not setup.one_hot:
            total = (*over("k"), *letter("y", compose("k")))
            line = compose("= {a} {total} − {y}", a=a, total=total, y=letter("y"))
            return (line,), (_CANCELLED,)
        return (_difference("= "),), (_CANCELLED,)
    slope_of_loss = _slope_of_loss(setup)
    if activation == "softmax":
        g = letter("g")
        k = compose("k")
        total = compose("{sum}{g} {a}", sum=over("k"), g=letter("g", k), a=letter("ŷ", k))
        whole = compose("= {a} ⊙ ({g} − {total})", a=a, g=g, total=total)
        return (whole, compose("{g} = {slope}", g=g, slope=slope_of_loss)), ()
    if activation == "linear":
        return (compose("= {slope}", slope=slope_of_loss),), ("The slope is 1.",)
    slope = _slope(activation, a)
    line = compose("= {loss} ⊙ {slope}", loss=slope_of_loss, slope=slope)
    return (line,), (_STEP,) if activation == "relu" else ()


def _slope_of_loss(setup: Setup) -> Formula:
    """Return dL/da of a squared error; the bare difference stands in brackets in a product."""
    if setup.loss == "squared-error":
        return compose("2 {difference}", difference=fenced(_difference()))
    alone = setup.output_activation in ("linear", "softmax")
    return _difference() if alone else fenced(_difference())


def _difference(start: str = "") -> Formula:
    return compose(start + "{a} − {y}", a=letter("ŷ"), y=letter("y"))


def _slope(activation: str, a: Formula) -> Formula:
    """Return f′(z) in the activation it belongs to, as a factor of a product."""
    z = letter("z")
    slopes = {
        "sigmoid": compose("{a} ⊙ (1 − {a})", a=a),
        "tanh": compose("(1 − {a} ⊙ {a})", a=a),
        "relu": compose("[{z} > 0]", z=z),
        "linear": words("1"),
    }
    return slopes[activation]


def hidden_delta(setup: Setup) -> Equation:
    """Return the error signal that is sent back to the hidden layers."""
    caption = "Error signal, hidden layers"
    if setup.is_chain:
        back = compose("{W} {d}", W=indexed("W_next", transposed=True), d=indexed("δ_next"))
    else:
        product = compose("{W} {d}", W=indexed("W_t", transposed=True), d=indexed("δ_t"))
        back = (*over("t"), *product)
    slope = compose("{f}({z})", f=letter("f′"), z=letter("z"))
    first = compose("{d} = {back} ⊙ {f}", d=letter("δ"), back=fenced(back), f=slope)
    groups = setup.names_by_activation(1, setup.last - 1)
    rest = [
        compose("{f} = {rule}", f=slope, rule=_unbracketed(_slope(activation, letter("a"))))
        + (words(f"   in {listed(names)}") if len(groups) > 1 else ())
        for activation, names in groups.items()
    ]
    notes = ["⊙: unit by unit."]
    if not setup.is_chain:
        notes.append("t: every layer it feeds.")
    if setup.last == 1:
        notes.append("This network has no hidden layer.")
    if "relu" in groups:
        notes.append(_STEP)
    return Equation("delta_hidden", caption, (first, *rest), " ".join(notes))


def _unbracketed(factor: Formula) -> Formula:
    """Return a factor that stands alone without the brackets it has in a product."""
    if plain(factor).startswith("(1"):
        a = letter("a")
        return compose("1 − {a} ⊙ {a}", a=a)
    return factor


def _own_loss(setup: Setup) -> Formula:
    return indexed("L_p") if setup.batch > 1 else letter("L")

"""The equations of the design, written as the present network and settings want them.

Patterns are columns here, as in the textbook's W a; `bpgui.core.passes` computes just this.
"""

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.ui.equations.equation import Equation
from bpgui.ui.equations.letters import indexed, letter
from bpgui.ui.equations.setup import Setup
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fenced,
    fraction,
    given,
    plain,
    scripts,
    summation,
    words,
)

_MOST_NAMES = 3
_CANCELLED = "The slope cancels out."
_STEP = "[z > 0] is 1 where that is so, else 0."


def our_equations(setup: Setup) -> tuple[Equation, ...]:
    """Return all equations for a setup, in the order they are at work."""
    return (
        _weighted_input(setup),
        _activation(setup),
        _loss(setup),
        _output_delta(setup),
        _hidden_delta(setup),
        _gradient(setup),
        _change(setup),
    )


# ---- forward ---------------------------------------------------------------------------------


def _weighted_input(setup: Setup) -> Equation:
    bias = compose(" + {b}", b=letter("b")) if setup.has_biases else ()
    if setup.is_chain:
        product = compose("{W} {a}", W=letter("W"), a=indexed("a_prev"))
    else:
        product = compose("{sum}{W} {a}", sum=_over("s"), W=indexed("W_s"), a=indexed("a_s"))
    line = compose("{z} = {product}{bias}", z=letter("z"), product=product, bias=bias)
    without = [layer.name for layer in setup.layers[1:] if not layer.bias]
    note = f"{_listed(without)}: no biases." if without and setup.has_biases else ""
    if not setup.is_chain:
        note = f"s: every layer it receives from. {note}".strip()
    return Equation("z", "Weighted input", (line,), note)


def _activation(setup: Setup) -> Equation:
    start = compose("{a} = {f}({z})", a=letter("a"), f=letter("f"), z=letter("z"))
    groups = setup.names_by_activation(1, setup.last)
    if len(groups) == 1:
        line = compose("{start} = {rule}", start=start, rule=_function(next(iter(groups))))
        return Equation("a", "Activation", (line,))
    rest = [
        compose("{f}({z}) = {rule}", f=letter("f"), z=letter("z"), rule=_function(activation))
        + words(f"   in {_listed(names)}")
        for activation, names in groups.items()
    ]
    return Equation("a", "Activation", (start, *rest))


def _function(activation: str) -> Formula:
    z = letter("z")
    power = scripts(compose("e"), (), compose("−{z}", z=z))
    functions = {
        "sigmoid": fraction(words("1"), compose("1 + {power}", power=power)),
        "tanh": compose("tanh {z}", z=z),
        "relu": compose("max(0, {z})", z=z),
        "linear": z,
        "softmax": fraction(
            scripts(compose("e"), (), z),
            compose("Σ {power}", power=scripts(compose("e"), (), z)),
        ),
    }
    return functions[activation]


# ---- loss ------------------------------------------------------------------------------------


def _loss(setup: Setup) -> Equation:
    margin = f"An output within {_number(setup.margin)} of its target counts as no error."
    note = margin if setup.margin else ""
    caption = f"Loss: {LOSSES[setup.loss].label.lower()}"
    if setup.batch == 1:
        line = compose("{L} = {terms}", L=letter("L"), terms=_terms(setup))
        return Equation("loss", caption, (line,), note)
    total = compose(
        "{L} = {share}{sum}{one}",
        L=letter("L"),
        share=_share(setup),
        sum=_over("p"),
        one=indexed("L_p"),
    )
    one = compose("{L} = {terms}", L=indexed("L_p"), terms=_terms(setup))
    return Equation("loss", caption, (total, one), note)


def _terms(setup: Setup) -> Formula:
    """Return the loss of one pattern in y and ŷ."""
    several = setup.outputs > 1
    index = compose("k") if several else ()
    y, a = letter("y", index), letter("ŷ", index)
    total = _over("k") if several else ()
    if setup.loss != "cross-entropy":
        half = "½ " if setup.loss == "half-squared-error" else ""
        square = scripts(fenced(compose("{y} − {a}", y=y, a=a)), (), words("2"))
        return compose(half + "{total}{square}", total=total, square=square)
    if setup.output_activation == "softmax":
        return compose("−{total}{y} ln {a}", total=total, y=y, a=a)
    both = compose("{y} ln {a} + (1 − {y}) ln(1 − {a})", y=y, a=a)
    return compose("−{total}{both}", total=total, both=fenced(both, "[", "]"))


# ---- backward --------------------------------------------------------------------------------


def _output_delta(setup: Setup) -> Equation:
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
    return (f"{what} 0 where ŷ is within {_number(setup.margin)} of y.",)


def _output_delta_in_full(setup: Setup) -> tuple[tuple[Formula, ...], tuple[str, ...]]:
    """Return what the error signal of the outputs comes to, and what there is to say of it."""
    activation, a = setup.output_activation, letter("ŷ")
    if setup.loss == "cross-entropy":
        if activation == "softmax" and not setup.one_hot:
            total = (*_over("k"), *letter("y", compose("k")))
            line = compose("= {a} {total} − {y}", a=a, total=total, y=letter("y"))
            return (line,), (_CANCELLED,)
        return (_difference("= "),), (_CANCELLED,)
    slope_of_loss = _slope_of_loss(setup)
    if activation == "softmax":
        g = letter("g")
        k = compose("k")
        total = compose("{sum}{g} {a}", sum=_over("k"), g=letter("g", k), a=letter("ŷ", k))
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


def _hidden_delta(setup: Setup) -> Equation:
    caption = "Error signal, hidden layers"
    if setup.is_chain:
        back = compose("{W} {d}", W=indexed("W_next", transposed=True), d=indexed("δ_next"))
    else:
        product = compose("{W} {d}", W=indexed("W_t", transposed=True), d=indexed("δ_t"))
        back = (*_over("t"), *product)
    slope = compose("{f}({z})", f=letter("f′"), z=letter("z"))
    first = compose("{d} = {back} ⊙ {f}", d=letter("δ"), back=fenced(back), f=slope)
    groups = setup.names_by_activation(1, setup.last - 1)
    rest = [
        compose("{f} = {rule}", f=slope, rule=_unbracketed(_slope(activation, letter("a"))))
        + (words(f"   in {_listed(names)}") if len(groups) > 1 else ())
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


# ---- gradient and change ---------------------------------------------------------------------


def _gradient(setup: Setup) -> Equation:
    several = setup.batch > 1
    share = (*_share(setup), *_over("p")) if several else ()
    symbol, weights = ("a_prev", letter("W")) if setup.is_chain else ("a_s", indexed("W_s"))
    index = symbol.partition("_")[2]
    below = words(index) if setup.is_chain else compose(index)
    p = compose("p") if several else ()
    delta = letter("δ", p)
    before = letter(symbol, (*below, *words(", "), *p) if several else below, words("T"))
    by_w = compose("{by} = {share}{d} {a}", by=_by(weights), share=share, d=delta, a=before)
    lines = [by_w]
    if setup.has_biases:
        lines.append(compose("{by} = {share}{d}", by=_by(letter("b")), share=share, d=delta))
    return Equation("gradient", "Gradient", tuple(lines))


def _by(parameter: Formula) -> Formula:
    return fraction(compose("∂{L}", L=letter("L")), compose("∂{w}", w=parameter))


def _change(setup: Setup) -> Equation:
    w, now = letter("w"), compose("{change}(t)", change=letter("Δw"))
    terms = compose("−{eta} {by}", eta=letter("η"), by=_by(w))
    values = f"η = {_number(setup.eta)}"
    caption = "Change of each weight and bias"
    if setup.alpha:
        last = compose("{alpha} {change}(t − 1)", alpha=letter("α"), change=letter("Δw′"))
        terms = compose("{terms} + {last}", terms=terms, last=last)
        values += f", α = {_number(setup.alpha)}"
    decay = compose(" − {decay} {w}", decay=letter("λ"), w=w) if setup.decay else ()
    if setup.decay:
        values += f", λ = {_number(setup.decay)}"
    lines = (
        compose("{now} = {terms}", now=now, terms=terms),
        compose("{w} ← {w} + {now}{decay}", w=w, now=now, decay=decay),
    )
    locked = f" {setup.locked:,} locked: no change." if setup.locked else ""
    return Equation("change", caption, lines, f"{values}.{locked}")


# ---- parts -----------------------------------------------------------------------------------


def _own_loss(setup: Setup) -> Formula:
    return indexed("L_p") if setup.batch > 1 else letter("L")


def _share(setup: Setup) -> Formula:
    """Return what the sum over patterns is multiplied by."""
    if setup.reduction == "sum" or setup.batch == 1:
        return ()
    return (*fraction(words("1"), letter("n")), *words(" "))


def _over(symbol: str) -> Formula:
    """Return the sign of a sum over an index."""
    return summation(letter(symbol))


def _number(value: float) -> str:
    return plain(given(value))


def _listed(names: list[str]) -> str:
    """Return names of layers, of many only the first and the last."""
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{names[0]}, …, {names[-1]}"


assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "linear", "softmax"}  # noqa: S101

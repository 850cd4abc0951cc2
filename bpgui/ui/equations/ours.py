"""The equations of the design, written as the present network and settings want them.

Patterns are columns here, as in the textbook's W a; `bpgui.core.passes` computes just this.
"""

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.ui.equations.equation import Equation
from bpgui.ui.equations.error_signals import hidden_delta, output_delta
from bpgui.ui.equations.letters import indexed, letter
from bpgui.ui.equations.parts import listed, number, over, share
from bpgui.ui.equations.setup import Setup
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fenced,
    fraction,
    scripts,
    words,
)


def our_equations(setup: Setup) -> tuple[Equation, ...]:
    """Return all equations for a setup, in the order they are at work."""
    return (
        _weighted_input(setup),
        _activation(setup),
        _loss(setup),
        output_delta(setup),
        hidden_delta(setup),
        _gradient(setup),
        _change(setup),
    )


# ---- forward ---------------------------------------------------------------------------------


def _weighted_input(setup: Setup) -> Equation:
    bias = compose(" + {b}", b=letter("b")) if setup.has_biases else ()
    if setup.is_chain:
        product = compose("{W} {a}", W=letter("W"), a=indexed("a_prev"))
    else:
        product = compose("{sum}{W} {a}", sum=over("s"), W=indexed("W_s"), a=indexed("a_s"))
    line = compose("{z} = {product}{bias}", z=letter("z"), product=product, bias=bias)
    without = [layer.name for layer in setup.layers[1:] if not layer.bias]
    note = f"{listed(without)}: no biases." if without and setup.has_biases else ""
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
        + words(f"   in {listed(names)}")
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
    margin = f"An output within {number(setup.margin)} of its target counts as no error."
    note = margin if setup.margin else ""
    caption = f"Loss: {LOSSES[setup.loss].label.lower()}"
    if setup.batch == 1:
        line = compose("{L} = {terms}", L=letter("L"), terms=_terms(setup))
        return Equation("loss", caption, (line,), note)
    total = compose(
        "{L} = {share}{sum}{one}",
        L=letter("L"),
        share=share(setup),
        sum=over("p"),
        one=indexed("L_p"),
    )
    one = compose("{L} = {terms}", L=indexed("L_p"), terms=_terms(setup))
    return Equation("loss", caption, (total, one), note)


def _terms(setup: Setup) -> Formula:
    """Return the loss of one pattern in y and ŷ."""
    several = setup.outputs > 1
    index = compose("k") if several else ()
    y, a = letter("y", index), letter("ŷ", index)
    total = over("k") if several else ()
    if setup.loss != "cross-entropy":
        half = "½ " if setup.loss == "half-squared-error" else ""
        square = scripts(fenced(compose("{y} − {a}", y=y, a=a)), (), words("2"))
        return compose(half + "{total}{square}", total=total, square=square)
    if setup.output_activation == "softmax":
        return compose("−{total}{y} ln {a}", total=total, y=y, a=a)
    both = compose("{y} ln {a} + (1 − {y}) ln(1 − {a})", y=y, a=a)
    return compose("−{total}{both}", total=total, both=fenced(both, "[", "]"))


# ---- gradient and change ---------------------------------------------------------------------


def _gradient(setup: Setup) -> Equation:
    several = setup.batch > 1
    total = (*share(setup), *over("p")) if several else ()
    symbol, weights = ("a_prev", letter("W")) if setup.is_chain else ("a_s", indexed("W_s"))
    index = symbol.partition("_")[2]
    below = words(index) if setup.is_chain else compose(index)
    p = compose("p") if several else ()
    delta = letter("δ", p)
    before = letter(symbol, (*below, *words(", "), *p) if several else below, words("T"))
    by_w = compose("{by} = {total}{d} {a}", by=_by(weights), total=total, d=delta, a=before)
    lines = [by_w]
    if setup.has_biases:
        lines.append(compose("{by} = {total}{d}", by=_by(letter("b")), total=total, d=delta))
    return Equation("gradient", "Gradient", tuple(lines))


def _by(parameter: Formula) -> Formula:
    return compose("∂{L}/∂{w}", L=letter("L"), w=parameter)


def _change(setup: Setup) -> Equation:
    w, now = letter("w"), compose("{change}(t)", change=letter("Δw"))
    terms = compose("−{eta} {by}", eta=letter("η"), by=_by(w))
    values = f"η = {number(setup.eta)}"
    caption = "Change of each weight and bias"
    if setup.alpha:
        last = compose("{alpha} {change}(t − 1)", alpha=letter("α"), change=letter("Δw′"))
        terms = compose("{terms} + {last}", terms=terms, last=last)
        values += f", α = {number(setup.alpha)}"
    decay = compose(" − {decay} {w}", decay=letter("λ"), w=w) if setup.decay else ()
    if setup.decay:
        values += f", λ = {number(setup.decay)}"
    lines = (
        compose("{now} = {terms}", now=now, terms=terms),
        compose("{w} ← {w} + {now}{decay}", w=w, now=now, decay=decay),
    )
    locked = f" {setup.locked:,} locked: no change." if setup.locked else ""
    return Equation("change", caption, lines, f"{values}.{locked}")


assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "linear", "softmax"}  # noqa: S101 (a new one must be written out)

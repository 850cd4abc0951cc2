"""The next change of one parameter in its parts: gradient, momentum and decay.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.update_rule import UpdateSplit, split_change
from bpgui.session.quantity import Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import Formula, compose, given, guarded, live, sum_of

_CAPTION = "Update split: what the change is made of"


def split_of(batch: Evidence, index: int, velocity: FloatArray, sweep: int) -> UpdateSplit:
    """Return the parts of the next change of a parameter, arrays (1,); `velocity` is (P,)."""
    one, network = slice(index, index + 1), batch.network
    with np.errstate(all="ignore"):  # weights of a run that diverged
        return split_change(
            network.parameters[one],
            velocity[one],
            batch.backward.gradient[one],
            network.trainable[one],
            batch.settings,
            sweep,
        )


def explain_split(
    batch: Evidence, index: int, velocity: FloatArray, sweep: int, condition: str = ""
) -> Explanation:
    """Explain the parts of the next change of a parameter, and that they add up to it.

    The arguments are those of `bpgui.ui.details.weight_update.explain_update`.
    """
    if batch.network.locked[index]:
        return Explanation(_CAPTION, "", note="Locked: nothing moves this value, every part is 0.")
    split = split_of(batch, index, velocity, sweep)
    _, alpha = batch.settings.rates_at(sweep)
    decay = batch.settings.decay
    parts = {"gradient": _gradient_part(batch, index, sweep)}
    if alpha:
        parts["momentum"] = _momentum_part(batch, index, velocity, sweep)
    if decay:
        parts["decay"] = _decay_part(batch, index)
    values = [float(getattr(split, part)[0]) for part in parts]
    lines: list[Formula] = []
    for line, value in zip(parts.values(), values, strict=True):
        lines += [line, compose("= {part}", part=live(value))]
    if len(parts) > 1:
        change = Quantity.of_parameter("change", index) if not decay else None
        lines.append(compose("sum = {terms}", terms=sum_of([live(value) for value in values])))
        lines.append(compose("= {change}", change=live(sum(values), change)))
    return Explanation(_CAPTION, condition, tuple(lines), _switched_off(alpha, decay))


def _gradient_part(batch: Evidence, index: int, sweep: int) -> Formula:
    eta, _ = batch.settings.rates_at(sweep)
    return compose(
        "gradient: −η ∂L/∂{w} = −{eta} × {g}",
        w=_letter(batch, index),
        eta=given(eta, Quantity("eta")),
        g=live(float(batch.backward.gradient[index]), Quantity.of_parameter("gradient", index)),
    )


def _momentum_part(batch: Evidence, index: int, velocity: FloatArray, sweep: int) -> Formula:
    _, alpha = batch.settings.rates_at(sweep)
    return compose(
        "momentum: α Δ{w}′ = {alpha} × {v}",
        w=_letter(batch, index),
        alpha=given(alpha, Quantity("alpha")),
        v=live(float(velocity[index]), Quantity.of_parameter("velocity", index)),
    )


def _decay_part(batch: Evidence, index: int) -> Formula:
    w = live(float(batch.network.parameters[index]), Quantity.of_parameter("parameter", index))
    return compose(
        "decay: −λ {w} = −{decay} × {value}",
        w=_letter(batch, index),
        decay=given(batch.settings.decay, Quantity("decay")),
        value=guarded(w),
    )


def _switched_off(alpha: float, decay: float) -> str:
    if not alpha and not decay:
        return "Momentum and decay are off (α = 0, λ = 0): the gradient part is all."
    if not alpha:
        return "Momentum is off (α = 0)."
    return "" if decay else "Decay is off (λ = 0)."


def _letter(batch: Evidence, index: int) -> Formula:
    return compose("b" if batch.network.address(index).source is None else "w")

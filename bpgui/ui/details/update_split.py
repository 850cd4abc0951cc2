"""The next change of one parameter in its parts: gradient, momentum and decay.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.update_rule import UpdateSplit, split_change
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.weight_update import derivative_of, fixed_note, letter_of, number_of
from bpgui.ui.mathematics.formula import Formula, compose, given, guarded, live, sum_of, words

_CAPTION = "Update split: what the change is made of"
_KINDS: dict[str, Kind] = {
    "gradient": "gradient_part",
    "momentum": "momentum_part",
    "decay": "decay_part",
}


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
    if not batch.network.trainable[index]:
        return Explanation(_CAPTION, "", note=fixed_note(batch, index))
    split = split_of(batch, index, velocity, sweep)
    _, alpha = batch.settings.rates_at(sweep)
    decay = batch.settings.decay
    values = {part: float(getattr(split, part)[0]) for part in _with(alpha, decay)}
    products = {
        "gradient": _gradient_part(batch, index, sweep),
        "momentum": _momentum_part(batch, index, velocity, sweep),
        "decay": _decay_part(batch, index),
    }
    lines: list[Formula] = []
    for part, value in values.items():
        lines += [products[part], compose("= {value}", value=_part(part, value, index))]
    if len(values) > 1:
        whole = Quantity.of_parameter("whole_change" if decay else "change", index)
        terms = [_part(part, value, index) for part, value in values.items()]
        lines.append(compose("{sum} = {terms}", sum=words("sum", whole), terms=sum_of(terms)))
        lines.append(compose("= {change}", change=live(sum(values.values()), whole)))
    return Explanation(_CAPTION, condition, tuple(lines), _switched_off(alpha, decay))


def _with(alpha: float, decay: float) -> list[str]:
    """Return the parts that an update has."""
    switched_on = {"gradient": True, "momentum": bool(alpha), "decay": bool(decay)}
    return [part for part, is_on in switched_on.items() if is_on]


def _part(part: str, value: float, index: int) -> Formula:
    return live(value, Quantity.of_parameter(_KINDS[part], index))


def _name(part: str, index: int) -> Formula:
    return words(part, Quantity.of_parameter(_KINDS[part], index))


def _gradient_part(batch: Evidence, index: int, sweep: int) -> Formula:
    eta, _ = batch.settings.rates_at(sweep)
    return compose(
        "{name}: −{letter} {derivative} = −{eta} × {g}",
        name=_name("gradient", index),
        letter=words("η", Quantity("eta")),
        derivative=derivative_of(batch, index),
        eta=given(eta, Quantity("eta")),
        g=guarded(number_of("gradient", index, batch.backward.gradient)),
    )


def _momentum_part(batch: Evidence, index: int, velocity: FloatArray, sweep: int) -> Formula:
    _, alpha = batch.settings.rates_at(sweep)
    return compose(
        "{name}: {letter} {v}′ = {alpha} × {value}",
        name=_name("momentum", index),
        letter=words("α", Quantity("alpha")),
        v=letter_of(batch, index, "velocity"),
        alpha=given(alpha, Quantity("alpha")),
        value=guarded(number_of("velocity", index, velocity)),
    )


def _decay_part(batch: Evidence, index: int) -> Formula:
    return compose(
        "{name}: −{letter} {w} = −{decay} × {value}",
        name=_name("decay", index),
        letter=words("λ", Quantity("decay")),
        w=letter_of(batch, index, "parameter"),
        decay=given(batch.settings.decay, Quantity("decay")),
        value=guarded(number_of("parameter", index, batch.network.parameters)),
    )


def _switched_off(alpha: float, decay: float) -> str:
    if not alpha and not decay:
        return "Momentum and decay are off (α = 0, λ = 0): the gradient part is all."
    if not alpha:
        return "Momentum is off (α = 0)."
    return "" if decay else "Decay is off (λ = 0)."

"""The gradient of one parameter, and the update it leads to: formula, numbers, result.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.gradient_check import STEP, check_parameters
from bpgui.core.lesson import Lesson
from bpgui.core.network import Address
from bpgui.core.passes import batch_share
from bpgui.core.update_rule import next_velocity, updated
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation, equation
from bpgui.ui.details.sums import Terms, shown
from bpgui.ui.details.symbols import a_symbol, delta_symbol, flat_derivative
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    given,
    guarded,
    live,
    live_beside,
    name,
    sum_of,
    summation,
    words,
)
from bpgui.ui.numbers import format_count, format_significant

_MOST_WORK = 20_000_000


@dataclass(frozen=True)
class GradientCheck:
    """A gradient beside the slope measured by moving the parameter.

    Attributes
    ----------
    slope
        (L(w + step) − L(w − step)) / (2 step).
    error
        How far the gradient is from it, relative to the larger.
    agrees, drowned
        Whether the two count as equal, and whether they differ by no more than rounding explains.
    """

    slope: float
    error: float
    agrees: bool
    drowned: bool

    @property
    def text(self) -> str:
        """The slope and the error as a short text."""
        mark = "✓" if self.agrees else "≈" if self.drowned else "✗"
        slope, error = format_significant(self.slope, 4), format_significant(self.error, 1)
        return f"{mark} {slope} rel. error {error}"


def check_parameter(evidence: Evidence, index: int, step: float = STEP) -> GradientCheck | None:
    """Compare the gradient with the central difference; None when that would take too long."""
    if len(evidence.numbers) * evidence.network.n_parameters > _MOST_WORK:
        return None
    lesson = Lesson(evidence.network, evidence.inputs, evidence.targets, evidence.settings)
    looked_at = len(evidence.numbers)  # of an update that uses more the gradient is an estimate
    share = (
        evidence.count * evidence.share / (looked_at * batch_share(looked_at, evidence.settings))
    )
    report = check_parameters(lesson, evidence.backward.gradient / share, [index], step)
    drowned, disagrees = bool(report.drowned[0]), bool(report.disagreeing[0])
    agrees = not (drowned or disagrees)
    return GradientCheck(float(report.slopes[0]) * share, float(report.errors[0]), agrees, drowned)


def explain_gradient(batch: Evidence, index: int) -> Explanation:
    """Explain dL/dw or dL/db of the patterns of the next update, or of the first of them."""
    several = batch.batch > 1
    formula = compose(
        "{left} = {outer}{sigma}{rule}",
        left=derivative_of(batch, index),
        outer=share_of(batch),
        sigma=summation(name("p")) if several else (),
        rule=_rule(batch, batch.network.address(index)),
    )
    numbers = _gradient_numbers(batch, index)
    if numbers and not several:
        formula, numbers = compose("{formula} {numbers}", formula=formula, numbers=numbers), ()
    result = compose("= {g}", g=number_of("gradient", index, batch.backward.gradient))
    lines = (formula, *((numbers,) if numbers else ()), result)
    return Explanation("Gradient", batch.about, lines, fixed_note(batch, index))


def _gradient_numbers(batch: Evidence, index: int) -> Formula:
    """Return "= " and the sum over the patterns; nothing where there is none to show."""
    address = batch.network.address(index)
    is_delta_itself = batch.batch == 1 and address.source is None
    is_estimate = batch.count > len(batch.numbers)  # no terms would add up to it
    if is_delta_itself or is_estimate or not batch.network.present[index]:
        return ()
    terms, outer = shown(pattern_terms(batch, index)), share_of(batch)
    if outer:
        return compose("= {outer}({terms})", outer=outer, terms=terms)
    return compose("= {terms}", terms=terms)


def share_of(batch: Evidence) -> Formula:
    """Return what a mean has in front of its sum: 1/n."""
    if batch.batch == 1 or batch.settings.reduction == "sum":
        return ()
    return (*fraction(words("1"), words(format_count(batch.batch))), *words(" · "))


def explain_update(
    batch: Evidence, index: int, velocity: FloatArray, sweep: int, condition: str = ""
) -> Explanation:
    """Explain the next change of a parameter (1986, eq. 9) and the value it leads to.

    `velocity` is the previous change of each parameter, shape (P,); `condition` says what has to
    happen for it to be the next change.
    """
    network, settings = batch.network, batch.settings
    eta, alpha = settings.rates_at(sweep)
    caption = "Update, with momentum" if alpha else "Update"
    if not network.trainable[index]:
        return Explanation(caption, "", note=fixed_note(batch, index))
    gradient = batch.backward.gradient
    change = next_velocity(velocity, gradient, network.trainable, settings, sweep)
    new = updated(network.parameters, change, network.trainable, settings)
    rates = {"eta": given(eta, Quantity("eta")), "alpha": given(alpha, Quantity("alpha"))}
    terms = [compose("−{eta} × {g}", **rates, g=guarded(number_of("gradient", index, gradient)))]
    rule = "−{eta} {g}"
    if alpha > 0:
        last = guarded(number_of("velocity", index, velocity))
        terms.append(compose("{alpha} × {v}", **rates, v=last))
        rule += " + {alpha} {v}′"
    symbols = {
        "eta": words("η", Quantity("eta")),
        "alpha": words("α", Quantity("alpha")),
        "g": derivative_of(batch, index),
        "v": letter_of(batch, index, "velocity"),
    }
    lines = equation(
        letter_of(batch, index, "change"),
        compose(rule, **symbols),
        sum_of(terms),
        number_of("change", index, change),
    )
    arrival = _arrival(batch, index, float(change[index]), float(new[index]))
    return Explanation(caption, condition, (*lines, *arrival), _rates_note(batch, sweep))


def _arrival(batch: Evidence, index: int, change: float, new: float) -> tuple[Formula, ...]:
    decay, w = batch.settings.decay, float(batch.network.parameters[index])
    of = {kind: Quantity.of_parameter(kind, index) for kind in _KINDS}
    symbol, moved = letter_of(batch, index, "parameter"), letter_of(batch, index, "change")
    terms = [live_beside(w, new, of["parameter"]), live(change, of["change"])]
    rule = compose("{w} ← {w} + {change}", w=symbol, change=moved)
    if decay:
        share, old = given(decay, Quantity("decay")), guarded(live(w, of["parameter"]))
        terms.append(compose("−{decay} × {w}", decay=share, w=old))
        factor = words("λ", Quantity("decay"))
        rule = compose("{rule} − {factor} {w}", rule=rule, factor=factor, w=symbol)
    numbers = compose("= {terms}", terms=sum_of(terms))
    formula = compose("{rule} {numbers}", rule=rule, numbers=numbers)
    return formula, compose("= {new}", new=live_beside(new, w, of["updated"]))


def _rates_note(batch: Evidence, sweep: int) -> str:
    """Say where the rates come from when a schedule has changed them."""
    reached = [change.sweep for change in batch.settings.schedule if change.sweep <= sweep]
    return f"η and α as scheduled from sweep {reached[-1]:,} on." if reached else ""


def fixed_note(batch: Evidence, index: int) -> str:
    """Say why training leaves a parameter as it is."""
    if not batch.network.present[index]:
        return "This connection is absent: it has no weight, and so nothing to learn."
    locked = batch.network.locked[index]
    return "Locked: training leaves this value as it is." if locked else ""


def _rule(batch: Evidence, address: Address) -> Formula:
    """Return the gradient of one pattern: delta, times what the connection carries."""
    pattern = batch.numbers[0] - 1 if len(batch.numbers) == 1 else -1
    of = Quantity.of_unit("delta", address.layer, address.unit, pattern)
    delta = delta_symbol(batch, address.layer, address.unit, of)
    if address.source is None or address.source_unit is None:
        return delta
    of = Quantity.of_unit("a", address.source, address.source_unit, pattern)
    a = a_symbol(batch, address.source, address.source_unit, of)
    return compose("{delta} · {a}", delta=delta, a=a)


def pattern_terms(batch: Evidence, index: int) -> Terms:
    """Return what each pattern of the batch adds to the gradient of a parameter."""
    address = batch.network.address(index)
    values = batch.backward.delta[address.layer][:, address.unit]
    if address.source is not None:
        with np.errstate(all="ignore"):
            values = values * batch.forward.a[address.source][:, address.source_unit]

    def write(row: int) -> Formula:
        return _product(batch, address, row)

    def call(row: int) -> Formula:
        return compose("p {number}", number=words(format_count(batch.numbers[row])))

    return Terms(np.asarray(values), write, call, Quantity.of_parameter("gradient_terms", index))


def _product(batch: Evidence, address: Address, row: int) -> Formula:
    layer, unit = address.layer, address.unit
    value = float(batch.backward.delta[layer][row, unit])
    delta = live(value, batch.which("delta", layer, unit, row))
    if address.source is None or address.source_unit is None:
        return delta
    source, source_unit = address.source, address.source_unit
    of = batch.which("a", source, source_unit, row)
    a = float(batch.forward.a[source][row, source_unit])
    number = given(a, of) if source == 0 else live(a, of)
    return compose("{delta} × {a}", delta=delta, a=guarded(number))


_KINDS: tuple[Kind, ...] = ("parameter", "gradient", "velocity", "change", "updated")


def number_of(kind: Kind, index: int, values: FloatArray) -> Formula:
    """Return a number of a parameter."""
    return live(float(values[index]), Quantity.of_parameter(kind, index))


def letter_of(batch: Evidence, index: int, kind: Kind) -> Formula:
    """Return w or b of a parameter, or Δw where its change is meant."""
    of = Quantity.of_parameter(kind, index)
    letter = name("b" if batch.network.address(index).source is None else "w", of=of)
    return letter if kind == "parameter" else (*words("Δ", of), *letter)


def derivative_of(batch: Evidence, index: int) -> Formula:
    """Return dL/dw or dL/db of a parameter."""
    of = Quantity.of_parameter("gradient", index)
    letter = name("b" if batch.network.address(index).source is None else "w", of=of)
    return flat_derivative(letter, of)

"""The gradient of one parameter, and the update it leads to: formula, numbers, result.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.core.arrays import FloatArray
from bpgui.core.gradient_check import central_difference, relative_error
from bpgui.core.network import Address
from bpgui.core.update_rule import next_velocity, updated
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import MOST_TERMS, SHOWN_TERMS, Explanation
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    given,
    guarded,
    live,
    live_beside,
    name,
    sum_of,
)
from bpgui.ui.numbers import format_significant

AGREEMENT = 1e-4
"""The relative error up to which gradient and central difference count as equal."""
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
    """

    slope: float
    error: float

    @property
    def agrees(self) -> bool:
        """Whether the two count as equal."""
        return self.error <= AGREEMENT

    @property
    def text(self) -> str:
        """The slope and the error as a short text."""
        mark = "✓" if self.agrees else "✗"
        slope, error = format_significant(self.slope, 4), format_significant(self.error, 1)
        return f"{mark} {slope} rel. error {error}"


def check_parameter(evidence: Evidence, index: int) -> GradientCheck | None:
    """Compare the gradient with the central difference; None when that would take too long."""
    if len(evidence.numbers) * evidence.network.n_parameters > _MOST_WORK:
        return None
    slope = central_difference(
        evidence.network, evidence.inputs, evidence.targets, evidence.settings, index
    )
    return GradientCheck(slope, relative_error(float(evidence.backward.gradient[index]), slope))


def explain_gradient(batch: Evidence, index: int) -> Explanation:
    """Explain dL/dw or dL/db of the patterns of the next update."""
    address = batch.network.address(index)
    rule, term = _gradient_parts(batch, address)
    count = batch.count
    share = batch.settings.reduction == "mean" and count > 1
    sigma = "" if count == 1 else "Σ "
    outer = f"1/{count} · " if share else ""
    formula = compose("∂L/∂{w} = " + outer + sigma + "{rule}", w=_letter(address), rule=rule)
    of = Quantity.of_parameter("gradient", index)
    result = compose("= {g}", g=live(float(batch.backward.gradient[index]), of))
    numbers = _gradient_numbers(term, count, outer)
    if count > 1:
        return Explanation("Gradient", batch.about, (formula, numbers, result))
    if address.source is None:
        return Explanation("Gradient", batch.about, (formula, result))
    formula = compose("{formula} {numbers}", formula=formula, numbers=numbers)
    return Explanation("Gradient", batch.about, (formula, result))


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
    if network.locked[index]:
        return Explanation(caption, "", note="Locked: training leaves this value as it is.")
    change = next_velocity(velocity, batch.backward.gradient, network.trainable, settings, sweep)
    new = updated(network.parameters, change, network.trainable, settings)
    of = _numbers_of(index)
    gradient = live(float(batch.backward.gradient[index]), of["gradient"])
    letter = _letter(network.address(index))
    momentum = alpha > 0
    terms = compose("−{eta} × {g}", eta=given(eta, Quantity("eta")), g=gradient)
    if momentum:
        last = live(float(velocity[index]), of["velocity"])
        share = given(alpha, Quantity("alpha"))
        terms = sum_of([terms, compose("{alpha} × {v}", alpha=share, v=last)])
    rule = "Δ{w} = −η ∂L/∂{w}" + (" + α Δ{w}′" if momentum else "")
    lines = (
        compose(rule, w=letter),
        compose("= {terms}", terms=terms),
        compose("= {change}", change=live(float(change[index]), of["change"])),
        *_arrival(batch, index, float(change[index]), float(new[index])),
    )
    return Explanation(caption, condition, lines, _rates_note(batch, sweep))


def _arrival(batch: Evidence, index: int, change: float, new: float) -> tuple[Formula, ...]:
    of, decay = _numbers_of(index), batch.settings.decay
    letter = _letter(batch.network.address(index))
    w = float(batch.network.parameters[index])
    terms = [live_beside(w, new, of["parameter"]), live(change, of["change"])]
    if decay:
        share, old = given(decay, Quantity("decay")), guarded(live(w, of["parameter"]))
        shrinkage = compose("−{decay} × {w}", decay=share, w=old)
        terms.append(shrinkage)
    rule = "{w} ← {w} + Δ{w}" + (" − λ {w}" if decay else "")
    sum_line = compose("{w} ← {terms}", w=letter, terms=sum_of(terms))
    result = compose("= {new}", new=live_beside(new, w, of["updated"]))
    return (*((compose(rule, w=letter),) if decay else ()), sum_line, result)


def _numbers_of(index: int) -> dict[Kind, Quantity]:
    """Return which numbers of a parameter its update has in it, by their kinds."""
    kinds: tuple[Kind, ...] = ("parameter", "gradient", "velocity", "change", "updated")
    return {kind: Quantity.of_parameter(kind, index) for kind in kinds}


def _rates_note(batch: Evidence, sweep: int) -> str:
    """Say where the rates come from when a schedule has changed them."""
    reached = [change.sweep for change in batch.settings.schedule if change.sweep <= sweep]
    return f"η and α as scheduled from sweep {reached[-1]:,} on." if reached else ""


def _gradient_parts(batch: Evidence, address: Address) -> tuple[Formula, Callable[[int], Formula]]:
    """Return the rule for one pattern, and the term of a row of the batch with numbers."""
    delta = batch.backward.delta[address.layer][:, address.unit]

    def signal(row: int) -> Formula:
        of = batch.which("delta", address.layer, address.unit, row)
        return live(float(delta[row]), of)

    if address.source is None or address.source_unit is None:
        return compose("δ"), signal
    source, unit = address.source, address.source_unit
    a = batch.forward.a[source][:, unit]
    rule = compose("δ · {a}", a=name(batch.network.layers[source].unit_names[unit]))

    def term(row: int) -> Formula:
        value = float(a[row])
        of = batch.which("a", source, unit, row)
        number = given(value, of) if source == 0 else live(value, of)
        return compose("{delta} × {a}", delta=signal(row), a=number)

    return rule, term


def _gradient_numbers(term: Callable[[int], Formula], count: int, outer: str) -> Formula:
    if count <= MOST_TERMS:
        terms = sum_of([term(row) for row in range(count)])
    else:
        terms = sum_of([term(row) for row in range(SHOWN_TERMS)], count)
    return compose("= " + outer + ("({terms})" if outer else "{terms}"), terms=terms)


def _letter(address: Address) -> Formula:
    return compose("b" if address.source is None else "w")

"""The rates of an update, explained: learning rate, momentum and weight decay.

Pure, as `bpgui.ui.details.explanation`, which says what the lines are. Of each rate: where it
stands in the update rule, what it is at a sweep and why, and what it multiplies now.
"""

from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.settings import TrainingSettings
from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.details.evidence import Evidence
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.details.naming import parameter_symbol
from bpgui.ui.details.symbols import flat_derivative
from bpgui.ui.details.trail import RATES
from bpgui.ui.details.weight_update import number_of
from bpgui.ui.mathematics.formula import (
    Formula,
    Span,
    compose,
    given,
    guarded,
    live,
    live_beside,
    name,
    plain,
    words,
)
from bpgui.ui.numbers import format_count, format_counted

NAMES: dict[Kind, str] = {"eta": "Learning rate", "alpha": "Momentum", "decay": "Weight decay"}
_MEANINGS: dict[Kind, str] = {
    "eta": "How far each update follows the gradient downhill. In the paper it is ε (1986, eq. 8).",
    "alpha": (
        "The share of the change before that each update repeats, Δw′ (1986, eq. 9). A gradient "
        "that stays the same is followed 1/(1 − α) times as far in the end."
    ),
    "decay": (
        "The share by which each update shrinks every weight, towards zero: without a gradient "
        "1 − λ of it is left."
    ),
}
_PARTS: dict[Kind, Kind] = {
    "eta": "gradient_part",
    "alpha": "momentum_part",
    "decay": "decay_part",
}
_FACTORS: dict[Kind, Kind] = {"eta": "gradient", "alpha": "velocity", "decay": "parameter"}


@dataclass(frozen=True)
class Period:
    """A rate that holds from a sweep on, up to another that is no longer in it; -1 for ever."""

    start: int
    end: int
    rate: float

    def holds(self, sweep: int) -> bool:
        """Whether it holds in a sweep."""
        return self.start <= sweep and (self.end < 0 or sweep < self.end)


def periods(kind: Kind, settings: TrainingSettings) -> list[Period]:
    """Return the values of a rate over the sweeps, of which there is one without a schedule."""
    if kind == "decay":
        return [Period(0, -1, settings.decay)]
    starts = sorted({0, *(change.sweep for change in settings.schedule)})
    ends = [*starts[1:], -1]
    place = 0 if kind == "eta" else 1
    return [
        Period(start, end, settings.rates_at(start)[place])
        for start, end in zip(starts, ends, strict=True)
    ]


def rate_at(kind: Kind, settings: TrainingSettings, sweep: int) -> float:
    """Return a rate in a sweep, counted from 0."""
    return next(each.rate for each in periods(kind, settings) if each.holds(sweep))


def is_scheduled(kind: Kind, settings: TrainingSettings, sweep: int) -> bool:
    """Whether it is the schedule that says what a rate is in a sweep."""
    return kind != "decay" and any(change.sweep <= sweep for change in settings.schedule)


def explain_rule(kind: Kind, settings: TrainingSettings) -> Explanation:
    """Explain where a rate stands in the update rule, and what it is for."""
    with_momentum = kind == "alpha" or settings.momentum or settings.schedule
    rule = "Δ{w} = −{eta} {g}" + (" + {alpha} Δ{w}′" if with_momentum else "")
    arrival = "{w} ← {w} + Δ{w}"
    if kind == "decay" or settings.decay:
        arrival += " − {decay} {w}"
    parts: dict[str, Formula] = {"w": name("w"), "g": flat_derivative(name("w"))}
    parts |= {each: words(letter, Quantity(each)) for each, letter in RATES.items()}
    lines = (compose(rule, **parts), compose(arrival, **parts))
    return Explanation("Where it stands in the update", "", lines, _MEANINGS[kind])


def explain_rate(kind: Kind, settings: TrainingSettings, sweep: int) -> Explanation:
    """Explain what a rate is in a sweep: as it was set, or as the schedule has it."""
    found = periods(kind, settings)
    letter = words(RATES[kind], Quantity(kind))
    rate = given(rate_at(kind, settings, sweep), Quantity(kind))
    about = f"sweep {format_count(sweep)}"
    caption = f"{NAMES[kind]} now"
    if len(found) == 1:
        line = compose("{letter} = {rate}", letter=letter, rate=rate)
        return Explanation(caption, about, (line,), _constant_note(kind, settings))
    here = next(place for place, each in enumerate(found) if each.holds(sweep))
    shown = found[max(0, here - 1) : here + 2]
    lines = [_period_line(letter, each) for each in shown]
    lines.append(_choice_line(letter, found[here], sweep))
    lines.append(compose("= {rate}", rate=rate))
    return Explanation(caption, about, tuple(lines), _schedule_note(found, here, sweep))


def _constant_note(kind: Kind, settings: TrainingSettings) -> str:
    if kind == "decay":
        return "The same in every sweep until it is changed: no schedule changes λ."
    if settings.schedule:
        return "The schedule has it so from the first sweep on."
    return "The same in every sweep until it is changed: there is no schedule."


def _schedule_note(found: list[Period], here: int, sweep: int) -> str:
    """Say what comes next, and how many changes of the schedule are not shown."""
    end = found[here].end
    note = "The schedule has no later change."
    if end >= 0:
        left = format_counted(end - sweep, "sweep")
        note = f"By the schedule it changes next at sweep {format_count(end)}, in {left}."
    hidden = len(found) - len(found[max(0, here - 1) : here + 2])
    return f"{note} {format_counted(hidden, 'more value')} not shown here." if hidden else note


def _period_line(letter: Formula, period: Period) -> Formula:
    return compose(
        "{letter} = {rate} for {when}",
        letter=letter,
        rate=given(period.rate),
        when=_when(period, name("t")),
    )


def _choice_line(letter: Formula, period: Period, sweep: int) -> Formula:
    """Say in which of the periods a sweep is, with its number in."""
    when = _when(period, words(format_count(sweep)))
    return compose(
        "t = {sweep}: {when}, so {letter}",
        sweep=words(format_count(sweep)),
        when=when,
        letter=letter,
    )


def _when(period: Period, t: Formula) -> Formula:
    start, end = words(format_count(period.start)), words(format_count(period.end))
    if period.end < 0:
        return compose("{t} ≥ {start}", t=t, start=start)
    if not period.start:
        return compose("{t} < {end}", t=t, end=end)
    return compose("{start} ≤ {t} < {end}", t=t, start=start, end=end)


def explain_effect(
    kind: Kind, batch: Evidence, velocity: FloatArray, sweep: int, index: int = -1
) -> Explanation:
    """Explain what a rate multiplies in the next update, and what comes of it.

    Of the parameter `index` where one is meant, of the one it moves most, and on the average over
    all that learn. `velocity` is the previous change of each parameter, shape (P,).
    """
    about = batch.about if kind == "eta" else ""
    caption = "What it multiplies now"
    factors = _factors(kind, batch, velocity)
    learning = np.flatnonzero(batch.network.trainable)
    if not len(learning):
        return Explanation(caption, about, note="Nothing learns: every weight is locked or absent.")
    rate = rate_at(kind, batch.settings, sweep)
    sizes = np.abs(factors[learning])
    largest = int(learning[int(np.argmax(sizes))])
    lines: list[Formula] = []
    if index >= 0 and batch.network.trainable[index] and index != largest:
        lines += _product(kind, batch, factors, index, rate)
    lines += _product(kind, batch, factors, largest, rate, most=True)
    lines += _mean(kind, float(np.mean(sizes)), rate)
    count = format_count(len(learning))
    note = f"Of the {count} weights and biases that learn." if len(learning) > 1 else ""
    return Explanation(caption, about, (*lines, *_reach(kind, rate)), note)


def _factors(kind: Kind, batch: Evidence, velocity: FloatArray) -> FloatArray:
    if kind == "eta":
        return batch.backward.gradient
    return velocity if kind == "alpha" else batch.network.parameters


def _sign(kind: Kind) -> str:
    return "" if kind == "alpha" else "−"


def _product(
    kind: Kind, batch: Evidence, factors: FloatArray, index: int, rate: float, *, most: bool = False
) -> list[Formula]:
    """Return the lines of the rate times its factor of one parameter."""
    which = Quantity.of_parameter(_PARTS[kind], index)
    symbol = words(f"{'largest, ' if most else ''}{parameter_symbol(batch.network, index)}", which)
    sign = _sign(kind)
    line = compose(
        "{symbol}: " + sign + "{letter} {factor} = " + sign + "{rate} × {number}",
        symbol=symbol,
        letter=words(RATES[kind], Quantity(kind)),
        factor=_factor_symbol(kind, index),
        rate=given(rate, Quantity(kind)),
        number=guarded(number_of(_FACTORS[kind], index, factors)),
    )
    value = rate * float(factors[index])
    return [line, compose("= {value}", value=live(-value if sign else value, which))]


def _factor_symbol(kind: Kind, index: int = -1) -> Formula:
    of = Quantity.of_parameter(_FACTORS[kind], index) if index >= 0 else None
    w = name("w", of=of)
    if kind == "eta":
        return flat_derivative(w, of)
    return (*words("Δ", of), *w, *words("′", of)) if kind == "alpha" else w


def _mean(kind: Kind, size: float, rate: float) -> list[Formula]:
    line = compose(
        "mean size: {letter} |{factor}| = {rate} × {size}",
        letter=words(RATES[kind], Quantity(kind)),
        factor=_factor_symbol(kind),
        rate=given(rate, Quantity(kind)),
        size=live(size),
    )
    return [line, compose("= {value}", value=live(rate * size))]


def _reach(kind: Kind, rate: float) -> list[Formula]:
    """Return how far momentum carries in the end, and what decay leaves of a weight."""
    number = given(rate, Quantity(kind))
    if kind == "alpha" and rate < 1:
        line = compose(
            "in the end 1/(1 − {a}) = 1/(1 − {n})", a=words("α", Quantity(kind)), n=number
        )
        return [line, compose("= {value}", value=given(1 / (1 - rate)))]
    if kind == "decay" and rate:
        left = _as_given(live_beside(1 - rate, 1.0))
        line = compose("left each time: 1 − {d} = 1 − {n}", d=words("λ", Quantity(kind)), n=number)
        return [line, compose("= {left}", left=left)]
    return []


def _as_given(number: Formula) -> Formula:
    return (Span(plain(number).rstrip("0"), "given"),)

"""The docks that are closed at first; what they show is made when they are first opened."""

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.panel import Panel


@dataclass(frozen=True)
class LateDock:
    """A dock that is closed at first.

    Attributes
    ----------
    name : str
        What the stored layout calls it.
    title : str
        Its heading.
    action : str
        The key of the action that opens it.
    beside : str
        The dock beside which it opens, as a tab.
    create : callable
        Makes its panel; imports what it needs only then.
    tells : bool
        Whether it shows numbers that a learner may just be asked for, so that it is veiled then.
    computes : bool
        Whether it computes with patterns, so that it is veiled while they are not here.
    """

    name: str
    title: str
    action: str
    beside: str
    create: Callable[[Session, Runner], Panel]
    tells: bool = False
    computes: bool = False


def _create_training(session: Session, runner: Runner) -> Panel:
    from bpgui.ui.controls.training_panel import TrainingPanel

    return TrainingPanel(session, runner)


def _create_weights(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.weight_table.panel import WeightTablePanel

    return WeightTablePanel(session)


def _create_runs(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.runs.panel import RunsPanel

    return RunsPanel(session)


def _create_what_if(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.what_if.panel import WhatIfPanel

    return WhatIfPanel(session)


def _create_update_split(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.plots.split_panel import UpdateSplitPanel

    return UpdateSplitPanel(session)


def _create_blame(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.blame.panel import BlamePanel

    return BlamePanel(session)


def _create_equations(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.equations.panel import EquationsPanel

    return EquationsPanel(session)


def _create_gradient_check(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.gradient_check.panel import GradientCheckPanel

    return GradientCheckPanel(session)


def _create_predict(session: Session, _runner: Runner) -> Panel:
    from bpgui.ui.prediction.panel import PredictPanel

    return PredictPanel(session)


def _explaining(
    name: str, title: str, beside: str, create: Callable[[Session, Runner], Panel]
) -> LateDock:
    return LateDock(name, title, name, beside, create, tells=True, computes=True)


VEIL = (
    "Predict asks for a number, and this would give it away. Answer it, reveal it or press Space, "
    "and this comes back."
)
"""What stands in the place of a panel that tells, while a number is hidden."""
ABSENCE = "This needs the patterns, and they are in a file that is not here as it was."
"""What stands there as long as the patterns are not here."""

LATE_DOCKS = (
    LateDock("training", "Training", "training", "details", _create_training),
    LateDock("weights", "Weights", "weight_table", "details", _create_weights),
    LateDock("runs", "Runs", "runs", "weight_changes", _create_runs, tells=True),
    LateDock("predict", "Predict", "predict", "details", _create_predict, computes=True),
    _explaining("what_if", "What if", "details", _create_what_if),
    _explaining("update_split", "Update split", "weight_changes", _create_update_split),
    _explaining("blame", "Blame trail", "weight_changes", _create_blame),
    _explaining("equations", "Equations", "weight_changes", _create_equations),
    _explaining("gradient_check", "Gradient check", "details", _create_gradient_check),
)

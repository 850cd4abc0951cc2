"""What the table of runs says about a run: its settings, and what came of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.session.document import Document
from bpgui.session.kept_runs import KeptRun
from bpgui.session.session import Session
from bpgui.ui.numbers import format_count, format_significant


@dataclass(frozen=True, eq=False)
class Row:
    """One run as the table shows it."""

    name: str
    document: Document
    settings: TrainingSettings
    sweeps: int
    loss: float
    test_loss: float

    @classmethod
    def present(cls, session: Session) -> "Row":
        """Return the row of the present run."""
        loss, test_loss = session.losses_seen
        sweeps = session.sweep
        return cls("now", session.document, session.settings, sweeps, loss, test_loss)

    @classmethod
    def kept(cls, run: KeptRun) -> "Row":
        """Return the row of a kept run."""
        return cls(run.name, run.document, run.settings, *run.end)


@dataclass(frozen=True)
class Column:
    """A column: its header, what its cells say, and whether they are what a run was told."""

    title: str
    tip: str
    text: Callable[[Row], str]
    is_setting: bool = True
    is_number: bool = False


def _network(network: Network) -> str:
    units = " – ".join(str(layer.units) for layer in network.layers)
    hidden = {layer.activation for layer in network.layers[1:-1]}
    last = network.layers[-1].activation
    if len(hidden) > 1:
        return f"{units}, mixed"
    return f"{units} {', '.join(dict.fromkeys([*hidden, last]))}"


def _update(row: Row) -> str:
    settings = row.settings
    words = (
        f"{settings.batch_size} patterns" if settings.update == "mini-batch" else settings.update
    )
    return f"{words}, shuffled" if settings.shuffle else words


def _rate(value: float, settings: TrainingSettings) -> str:
    return _short(value) + (" …" if settings.schedule else "")


def _loss(settings: TrainingSettings) -> str:
    margin = f", margin {_short(settings.margin)}" if settings.margin else ""
    return f"{LOSSES[settings.loss].label}, {settings.reduction}{margin}"


def _first_weights(drawn: Initialisation) -> str:
    scheme = f"± {_short(drawn.scale)}" if drawn.scheme == "uniform" else drawn.scheme.capitalize()
    return f"{scheme}, seed {drawn.seed}"


def _short(value: float) -> str:
    text = format_significant(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text and "·" not in text else text


def _result(value: float) -> str:
    return "–" if math.isnan(value) else format_significant(value, 3)


TEST = "Test loss"
COLUMNS = (
    Column("Run", "What the run is called; F2 calls it something else", lambda r: r.name, False),
    Column("Sweeps", "Sweeps trained", lambda r: format_count(r.sweeps), False, True),
    Column("Loss", "Over the training patterns, at the end",
           lambda r: _result(r.loss), False, True),
    Column(TEST, "Over the patterns held out, at the end",
           lambda r: _result(r.test_loss), False, True),
    Column("η", "Learning rate; … where a schedule changes it",
           lambda r: _rate(r.settings.learning_rate, r.settings), True, True),
    Column("α", "Momentum; … where a schedule changes it",
           lambda r: _rate(r.settings.momentum, r.settings), True, True),
    Column("λ", "Weight decay", lambda r: _short(r.settings.decay), True, True),
    Column("Update", "The patterns between two updates", _update),
    Column("Network", "Units a layer, and activations", lambda r: _network(r.document.network)),
    Column("First weights", "How the first weights were drawn",
           lambda r: _first_weights(r.document.initialisation)),
    Column("Loss function", "What is reduced", lambda r: _loss(r.settings)),
    Column("Data", "What is learned", lambda r: r.document.dataset.name),
)  # fmt: skip

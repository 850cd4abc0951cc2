"""What `bpgui train --json` tells programs: one line of JSON an event.

The fields are documented in the README and stay as they are; newer versions may add some.
"""

import json
import math
from pathlib import Path

from bpgui.cli.accuracy import accuracy
from bpgui.cli.course import Course, Ending
from bpgui.cli.task import Task
from bpgui.cli.terminal import Terminal
from bpgui.cli.training_bar import TrainingBar
from bpgui.formats.weights import ExportReport
from bpgui.session.document import Document
from bpgui.session.sample import Sample


class JsonNews:
    """Tells a training in lines of JSON.

    Parameters
    ----------
    terminal
        The lines go to its standard output; where that is no terminal, a bar to standard error.
    quiet
        Whether to leave out the bar.
    """

    def __init__(self, terminal: Terminal, *, quiet: bool) -> None:
        self._terminal = terminal
        self.bar = TrainingBar(terminal, shown=not quiet and not terminal.out.isatty())

    def begun(self, task: Task, course: Course) -> None:
        """Tell data, network and settings."""
        self.bar.begin(task, course)
        network, data = course.document.network, course.document.dataset
        settings = course.settings
        self._event(
            "begin",
            data=data.name,
            patterns=len(data.train),
            test_patterns=len(data.held_out),
            layers=[layer.units for layer in network.layers],
            activations=[layer.activation for layer in network.layers[1:]],
            parameters=network.n_connections,
            loss=settings.loss,
            reduction=settings.reduction,
            learning_rate=settings.learning_rate,
            momentum=settings.momentum,
            decay=settings.decay,
            update=settings.batch_size if settings.update == "mini-batch" else settings.update,
            shuffle=settings.shuffle,
            kernel=course.kernel,
            notes=list(task.notes),
        )

    def moved(self, document: Document, losses: tuple[float, float], samples: list[Sample]) -> None:
        """Tell the losses after each sweep that was looked at."""
        self.bar.move(document, losses)
        for sample in samples:
            self._event(
                "report",
                sweep=sample.sweep,
                updates=sample.updates,
                loss=sample.loss,
                test_loss=_known(sample.test_loss),
            )

    def ended(self, course: Course, ending: Ending) -> None:
        """Tell why it ended and what it has come to."""
        self.bar.clear()
        document = course.document
        self._event(
            "end",
            reason=ending.reason,
            sentence=ending.sentence,
            sweep=document.sweep,
            updates=document.updates,
            loss=_known(ending.losses[0]),
            test_loss=_known(ending.losses[1]),
            accuracy=accuracy(document, held_out=False),
            test_accuracy=accuracy(document, held_out=True),
            seconds=round(ending.seconds, 6),
        )

    def saved(self, path: Path, unreferred: tuple[str, ...]) -> None:
        """Tell that the session was written, and why its data are in it where they should not."""
        self._event("saved", path=str(path), notes=list(unreferred))

    def exported(self, report: ExportReport) -> None:
        """Tell that weights were written, what was lost, and how they compare."""
        self._event(
            "exported",
            path=str(report.path),
            format=report.format.key,
            rows=report.rows,
            largest_difference=_known(report.largest_difference),
            losses=list(report.losses),
        )

    def _event(self, event: str, **fields: object) -> None:
        self._terminal.say(json.dumps({"event": event, **fields}, ensure_ascii=False))


def _known(value: float) -> float | None:
    """Return a number, or None for one that JSON cannot say."""
    return value if math.isfinite(value) else None

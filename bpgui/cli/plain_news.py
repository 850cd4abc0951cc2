"""What `bpgui train` tells people: a progress bar, and sentences at the end."""

from pathlib import Path

from bpgui.cli import wording
from bpgui.cli.accuracy import accuracy
from bpgui.cli.course import Course, Ending
from bpgui.cli.task import Task
from bpgui.cli.terminal import Terminal
from bpgui.cli.training_bar import TrainingBar
from bpgui.formats.weights import ExportReport
from bpgui.session.document import Document
from bpgui.session.sample import Sample


class PlainNews:
    """Tells a training in sentences.

    Parameters
    ----------
    terminal
        Results go to its standard output, the bar and remarks to standard error.
    quiet
        Whether to leave out the bar and the remarks.
    """

    def __init__(self, terminal: Terminal, *, quiet: bool) -> None:
        self._terminal = terminal
        self._quiet = quiet
        self.bar = TrainingBar(terminal, shown=not quiet)

    def begun(self, task: Task, course: Course) -> None:
        """Tell what was guessed, and start the bar."""
        self.bar.begin(task, course)
        if not self._quiet:
            for note in task.notes:
                self._terminal.note(f"bpgui train: {note}")

    def moved(
        self, document: Document, losses: tuple[float, float], _samples: list[Sample]
    ) -> None:
        """Move the bar."""
        self.bar.move(document, losses)

    def ended(self, course: Course, ending: Ending) -> None:
        """Say what was trained and what it has come to."""
        self.bar.clear()
        document, data = course.document, course.document.dataset
        why = f" {ending.sentence}" if ending.reason in {"loss", "interrupted"} else ""
        pace = f" ({ending.pace:,.0f} a second)" if ending.pace else ""
        self._terminal.say(
            f"Trained {data.name}, {wording.shape(document.network)}: "
            f"{wording.counted(ending.sweeps, 'sweep')}, "
            f"{wording.counted(ending.updates, 'update')} in "
            f"{wording.duration(ending.seconds)}{pace}.{why}"
        )
        self._tell_outcome("Training", document, ending.losses[0], held_out=False)
        if len(data.held_out):
            self._tell_outcome("Test", document, ending.losses[1], held_out=True)

    def saved(self, path: Path, unreferred: tuple[str, ...]) -> None:
        """Say that the session was written, and why its data are in it where they should not."""
        why = f", its data with it: {unreferred[0]}" if unreferred else ""
        self._terminal.say(f"Saved “{path}”{why}.")

    def exported(self, report: ExportReport) -> None:
        """Say that weights were written, what was lost, and how they compare."""
        tell_export(self._terminal, report)

    def _tell_outcome(self, name: str, document: Document, loss: float, *, held_out: bool) -> None:
        data = document.dataset
        rows = data.held_out if held_out else data.train
        right = accuracy(document, held_out=held_out)
        said = "" if right is None else f", {right:.1%} right"
        self._terminal.say(
            f"{name}: {wording.counted(len(rows), 'pattern')}, loss {wording.loss(loss)}{said}."
        )


def tell_export(terminal: Terminal, report: ExportReport, *, losses: bool = True) -> None:
    """Say that weights were written, how they compare and, unless it is said, what was lost."""
    terminal.say(f"Exported “{report.path}” ({report.format.title}). {report.sentence()}")
    for sentence in report.losses if losses else ():
        terminal.say(f"  Not kept: {sentence}")
    for beside in report.companions:
        terminal.say(f"  Beside it: “{beside}”")

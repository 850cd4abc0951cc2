"""Keeping a run as a reference, and going back to one that was kept.

What is kept belongs to no undo entry; going back to it is one.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from bpgui.session.kept_runs import KeptRun, bounded, next_name
from bpgui.session.shaping import Shaping
from bpgui.session.snapshot import Snapshot


class Comparing(Shaping):
    """A session that keeps runs to compare the present one with."""

    kept_runs_changed = Signal()
    _kept_runs: tuple[KeptRun, ...] = ()

    @property
    def kept_runs(self) -> tuple[KeptRun, ...]:
        """The runs that were kept, oldest first."""
        return self._kept_runs

    def keep_run(self) -> KeptRun:
        """Keep the present run as it is now; a training goes on.

        Returns
        -------
        KeptRun
            The run, or the one it was kept as before if nothing has happened since.
        """
        with self.holding(entry=False):
            self._close_history()
            snapshot = replace(self._snapshot(), settings=self._settings, stop=self._stop)
        for run in self._kept_runs:
            same = run.snapshot.record is snapshot.record
            if same and run.document is snapshot.document and run.settings == self._settings:
                return run
        run = self._run_of(snapshot)
        self._set_kept((*self._kept_runs, run))
        return run

    def forget_run(self, run: KeptRun) -> None:
        """Keep a run no longer."""
        self._set_kept(tuple(other for other in self._kept_runs if other is not run))

    def rename_run(self, run: KeptRun, name: str) -> None:
        """Call a kept run something else.

        Raises
        ------
        ValueError
            When the name is empty or another run has it.
        """
        name = name.strip()
        if not name:
            raise ValueError("A run needs a name.")
        if any(other.name == name for other in self._kept_runs if other is not run):
            raise ValueError(f"Another run is called “{name}” already.")
        self._replace_kept(run, lambda kept: replace(kept, name=name))

    def show_run(self, run: KeptRun, shown: bool) -> None:
        """Show the curve of a kept run in the plot, or hide it."""
        self._replace_kept(run, lambda kept: replace(kept, shown=shown))

    def return_to_run(self, run: KeptRun) -> None:
        """Open a kept run again, with its data, settings and history; a training ends first."""
        self._pause()
        before = replace(self._snapshot(), settings=self._settings, stop=self._stop)
        self._push(f"Return to run {run.name}", before, run.snapshot, None)

    def _run_of(self, snapshot: Snapshot) -> KeptRun:
        history = self.history
        return KeptRun(
            next_name(self._kept_runs),
            snapshot,
            self._settings,
            history.sweeps.copy(),
            history.loss.copy(),
            history.test_loss.copy(),
        )

    def _replace_kept(self, run: KeptRun, change: Callable[[KeptRun], KeptRun]) -> None:
        self._set_kept(tuple(change(r) if r is run else r for r in self._kept_runs))

    def _set_kept(self, runs: tuple[KeptRun, ...]) -> None:
        self._kept_runs = bounded(runs)
        self.kept_runs_changed.emit()

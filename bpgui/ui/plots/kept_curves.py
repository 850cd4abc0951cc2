"""The curves of kept runs, grey behind the present one."""

import numpy as np
from PySide6.QtCore import Qt

from bpgui.core.arrays import FloatArray
from bpgui.session.kept_runs import KeptRun
from bpgui.session.session import Session
from bpgui.ui.plots.chart import Chart, line
from bpgui.ui.plots.displayed import on_linear, on_log, thinned
from bpgui.ui.theme import appearance

_GAP = np.array([np.nan])


class KeptCurves:
    """Draws the training loss of the kept runs that are shown, each with its name at its end.

    Runs whose loss means something else than the present one's are dotted.
    """

    def __init__(self, chart: Chart, session: Session) -> None:
        self._chart = chart
        self._session = session
        self._drawn: tuple[object, ...] = ()
        self._same = chart.curve(z=-1, fades=False)
        self._other = chart.curve(z=-1, fades=False)

    @property
    def runs(self) -> list[KeptRun]:
        """The runs that are drawn: shown, and longer than a point."""
        return [run for run in self._session.kept_runs if run.shown and len(run.sweeps) > 1]

    @property
    def last_sweep(self) -> float:
        """Where the longest of them ends; 0 without any."""
        return max((float(run.sweeps[-1]) for run in self.runs), default=0.0)

    def losses(self) -> FloatArray:
        """Return all their losses, for the range of the axis; shape (k,)."""
        return np.concatenate([np.empty(0), *(run.loss for run in self.runs)])

    def draw(self, *, log_scale: bool, most: int) -> None:
        """Draw them if anything about them has changed.

        Parameters
        ----------
        log_scale
            Whether the axis is logarithmic.
        most
            About how many points a curve may have.
        """
        session, runs = self._session, self.runs
        wanted = (tuple(runs), session.dataset, session.settings, log_scale, most, appearance.theme)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        same = [run.compares_with(session.document, session.settings) for run in runs]
        shown = on_log if log_scale else on_linear
        grey = appearance.theme.blend(appearance.theme.muted, 0.6)
        self._chart.readout.ends = [
            (float(run.sweeps[-1]), float(shown(run.loss[-1:])[0]), run.name) for run in runs
        ]
        for curve, drawn, style in (
            (self._same, True, Qt.PenStyle.SolidLine),
            (self._other, False, Qt.PenStyle.DotLine),
        ):
            pieces = [
                (run.sweeps[chosen], shown(run.loss)[chosen])
                for run, is_same in zip(runs, same, strict=True)
                if is_same is drawn
                for chosen in [thinned(shown(run.loss), most)]
            ]
            x = np.concatenate([_GAP, *(np.append(x, np.nan) for x, _ in pieces)])
            y = np.concatenate([_GAP, *(np.append(y, np.nan) for _, y in pieces)])
            curve.setData(x, y, connect="finite")
            curve.setPen(line(grey, 1.5, style))
        self._chart.annotate()

"""How the window is looked at, as a saved session keeps it: ranges of plots, the diagram's zoom.

What is restored comes from a file: the panels take what they understand and leave the rest.
"""

from collections.abc import Mapping

from bpgui.training.runner import Runner
from bpgui.ui.panel import Panel
from bpgui.ui.stored_view import StoredView, stored_count, stored_part


class WindowView:
    """What a session file keeps of the window.

    Parameters
    ----------
    panels : mapping of str to Panel
        Each keeps how it is looked at.
    runner : Runner
        Keeps how far pattern steps have come in the next update's batch.
    """

    def __init__(self, panels: Mapping[str, Panel], runner: Runner) -> None:
        self._panels = panels
        self._runner = runner

    def stored(self) -> dict[str, object]:
        """Return it in values that JSON knows, without what is as at first."""
        views = {name: panel.stored_view() for name, panel in self._panels.items()}
        seen = {"panels": {name: view for name, view in views.items() if view}}
        cursor = self._runner.cursor
        return {**seen, "cursor": cursor} if cursor else {**seen}

    def restore(self, stored: StoredView) -> None:
        """Look at the session, which is restored already, as when `stored` was written."""
        views = stored_part(stored, "panels")
        for name, panel in self._panels.items():
            panel.restore_view(stored_part(views, name))
        self._runner.resume(stored_count(stored, "cursor"))

"""How the window is looked at, as a saved session keeps it: ranges of plots, the diagram's zoom.

What is restored comes from a file: the panels take what they understand and leave the rest.
"""

from collections.abc import Mapping

from bpgui.ui.panel import Panel
from bpgui.ui.stored_view import StoredView, stored_part


def stored_window(panels: Mapping[str, Panel]) -> dict[str, object]:
    """Return how the panels are looked at, in values that JSON knows; those as at first not."""
    views = {name: panel.stored_view() for name, panel in panels.items()}
    return {"panels": {name: view for name, view in views.items() if view}}


def restore_window(panels: Mapping[str, Panel], stored: StoredView) -> None:
    """Let the panels be looked at as when `stored` was written."""
    views = stored_part(stored, "panels")
    for name, panel in panels.items():
        panel.restore_view(stored_part(views, name))

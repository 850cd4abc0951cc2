"""A session whose inputs are not there: what is left of it that is true."""

from dataclasses import replace

from bpgui.session.saved_session import SavedSession
from bpgui.session.segment import InForce, Segment
from bpgui.session.snapshot import Snapshot
from bpgui.session.timeline import Record, sample_of, truncated


def without_inputs(saved: SavedSession) -> SavedSession:
    """Return a session of which only the moments shown can be reached.

    Other moments would be trained anew, with inputs that are not the true ones; their samples
    stay for the curves.
    """
    runs = tuple(
        replace(run, snapshot=replace(run.snapshot, record=_closed(run.snapshot)))
        for run in saved.kept_runs
    )
    here = Snapshot(saved.document, saved.record, saved.settings)
    return replace(saved, record=_closed(here), walk=None, kept_runs=runs)


def _closed(snapshot: Snapshot) -> Record:
    """Return the timeline up to a moment, from which it reaches back no further."""
    document, before = snapshot.document, truncated(snapshot.record, snapshot.document.updates)
    last = before.samples[-1]
    return Segment(
        document,
        (InForce(document.updates, snapshot.settings or before.settings[-1].settings),),
        (sample_of(document, (last.loss, last.test_loss)),),
        reaches_back=False,
    ).linked_to(before)

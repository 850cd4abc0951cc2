"""Where on the sweep axis the session stands."""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.session.session import Session


def present_sweep(session: Session) -> float:
    """Return the sweep the session is at, with the part of it that is done."""
    patterns = max(1, len(session.dataset.train))
    return session.sweep + session.position / patterns


def format_sweep(sweep: float) -> str:
    """Return a sweep as people read it; within one, with the part of it that is done."""
    return f"{sweep:,.0f}" if sweep == int(sweep) else f"{sweep:,.2f}"


def went_back_to(session: Session) -> float | None:
    """Return the present sweep if the history goes on after it, else None."""
    return present_sweep(session) if session.updates < session.newest_update else None


def with_present(
    session: Session, sweeps: FloatArray, rows: FloatArray, newest: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Append the present moment to rows of the history that end before it.

    Parameters
    ----------
    session : Session
        Says which moment that is.
    sweeps, rows : ndarray of shape (k,), (k, ...)
        The history.
    newest : float or ndarray
        The row of the present moment.
    """
    now = present_sweep(session)
    if len(sweeps) and now <= sweeps[-1]:
        return sweeps, rows
    return np.append(sweeps, now), np.concatenate([rows, [newest]])

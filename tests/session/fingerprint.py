"""What a session's undo must bring back, as a value that can be compared."""

from bpgui.session.document import Document
from bpgui.session.session import Session


def document_bits(document: Document) -> tuple[object, ...]:
    """Everything of a document that decides how training goes on, to the bit."""
    network, initial = document.network, document.initial
    return (
        network.layers,
        network.parameters.tobytes(),
        network.present.tobytes(),
        network.locked.tobytes(),
        initial.layers,
        initial.parameters.tobytes(),
        document.velocity.tobytes(),
        (document.sweep, document.position, document.updates),
        id(document.dataset),
        document.problem,
    )


def history_bits(session: Session) -> tuple[bytes, ...]:
    """Every array of the history."""
    history = session.history
    sweeps, values = history.parameters()
    arrays = (history.sweeps, history.loss, history.test_loss, history.changes, sweeps, values)
    return tuple(array.tobytes() for array in arrays)


def fingerprint(session: Session) -> tuple[object, ...]:
    """The whole of a session that undo and redo bring back."""
    return (
        document_bits(session.document),
        session.document.initialisation,
        history_bits(session),
        session.newest_update,
        session.oldest_update,
    )


def content_bits(session: Session) -> tuple[object, ...]:
    """The whole of a session that a file brings back, with its data by their numbers."""
    data = session.dataset
    return (
        tuple(part for part in document_bits(session.document) if part != id(data)),
        session.document.initialisation,
        (data.inputs.tobytes(), data.targets.tobytes(), data.test.tobytes()),
        history_bits(session),
        (session.newest_update, session.oldest_update),
        (session.settings, session.stop, session.pattern, session.selection, session.overlay),
        tuple(run.loss.tobytes() for run in session.kept_runs),
    )

"""What a choice of where the data of a session go means, and what has come of it."""

from bpgui.session.saved_session import SavedSession
from bpgui.session.session import Session


def data_place_sentence(session: Session) -> str:
    """Return what will be saved where from now on."""
    origin, place = session.dataset.origin, session.data_place
    if place == "beside":
        return (
            "From the next save on, the inputs of very many patterns go beside the session, once."
        )
    if place == "embedded":
        return "From the next save on, all data go into the session file."
    if origin is None:
        return "These data were read from no file: they go into the session all the same."
    return (
        f"From the next save on, the session names “{origin.path.name}” with its checksum, and "
        "the data stay there."
    )


def where_data_are(saved: SavedSession, unreferred: object) -> str:
    """Return what is to be said of data that were to stay in their file; "" of others.

    Parameters
    ----------
    saved
        What was saved.
    unreferred
        What `write_session` returned.
    """
    if saved.data_place != "referenced":
        return ""
    if isinstance(unreferred, tuple) and unreferred:
        return f", its data with it: {unreferred[0]}"
    origin = saved.document.dataset.origin
    return "" if origin is None else f"; its data stay in “{origin.path.name}”"

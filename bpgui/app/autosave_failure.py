"""The sentence that tells that the autosave cannot be written."""

import errno

_FULL = {errno.ENOSPC, errno.EDQUOT}


def autosave_failure(error: object) -> str:
    """Say why there is no autosave for now, and what to do."""
    reason = str(error)
    if isinstance(error, OSError):
        full = error.errno in _FULL
        reason = "the disk is full" if full else (error.strerror or type(error).__name__).lower()
    return (
        f"bpgui keeps no autosave for now: {reason}. It goes on trying; until then, save what "
        "matters to you with Ctrl+S."
    )

"""What is wrong with a session file, or with writing one."""


class SessionFileError(ValueError):
    """A session cannot be written or read; `str()` of it is a sentence for the user."""

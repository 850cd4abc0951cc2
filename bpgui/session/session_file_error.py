"""What is wrong with a session file, or with writing one."""

from bpgui.formats.one_line import one_line


class SessionFileError(ValueError):
    """A session cannot be written or read; `str()` of it is a sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))

"""What is wrong with an archive of arrays."""

from bpgui.formats.one_line import one_line


class ArchiveError(ValueError):
    """An archive cannot be read; `str()` of it is a sentence such as "It is damaged."."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))

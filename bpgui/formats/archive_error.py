"""What is wrong with an archive of arrays."""


class ArchiveError(ValueError):
    """An archive cannot be read; `str()` of it is a sentence such as "It is damaged."."""

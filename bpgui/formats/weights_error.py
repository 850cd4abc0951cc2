"""What is wrong with a weights file, or with writing one."""

from bpgui.formats.one_line import one_line


class WeightsError(ValueError):
    """Weights cannot be written or read; `str()` of it is a sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))


class WeightsIncomplete(WeightsError):  # noqa: N818 - it is an error of a kind
    """A weights file is right but says less than all; a present network can tell the rest."""


def check_length(data: bytes, name: str, largest: int) -> None:
    """Raise a WeightsError if a file has more bytes than its format is read with."""
    if len(data) > largest:
        raise WeightsError(f"“{name}” is larger than {largest // 2**20} MB.")

"""What is wrong with a weights file, or with writing one."""

from bpgui.formats.one_line import one_line


class WeightsError(ValueError):
    """Weights cannot be written or read; `str()` of it is a sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))


class WeightsIncomplete(WeightsError):  # noqa: N818 - it is an error of a kind
    """A weights file is right but says less than all; a present network can tell the rest."""

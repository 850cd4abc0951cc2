"""Why a command ends without having done its work: one sentence, and the exit status."""


class Refusal(Exception):  # noqa: N818 - it is told as a sentence, not as an error of the program
    """A command cannot do what is asked; `str()` of it is a sentence that says what to do.

    Attributes
    ----------
    status
        The exit status: 1 where the data or files are at fault, 2 where the arguments are.
    """

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def misuse(sentence: str) -> Refusal:
    """Return the refusal of arguments that make no sense."""
    return Refusal(sentence, status=2)

"""Trained weights from a file of weights or from a session, by what the file is."""

from dataclasses import dataclass
from pathlib import Path

from bpgui.cli.refusal import Refusal, misuse
from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.formats.file_kind import kind_of
from bpgui.formats.weights import FORMATS, WeightsFile, import_weights
from bpgui.session.session_file import SUFFIX, SessionFileError, read_session, session_info

COMPARED = 1_000
"""Patterns that exported outputs are compared for, at most."""


@dataclass(frozen=True, eq=False)
class WeightsSource:
    """Weights, and the data that they were trained on where the file has them.

    Attributes
    ----------
    weights
        As a file of weights holds them.
    dataset
        The data of a session, or None.
    """

    weights: WeightsFile
    dataset: Dataset | None = None

    @property
    def rows(self) -> FloatArray | None:
        """Raw inputs, (n, inputs), that exported outputs are compared for, where they are here."""
        if self.dataset is None or self.dataset.absence:
            return None
        return self.dataset.patterns.take(slice(0, COMPARED))


def weights_in(name: str) -> WeightsSource:
    """Return the weights in a file.

    Raises
    ------
    Refusal, ValueError
        With a sentence, if they cannot be read.
    """
    path = Path(name)
    if not path.is_file():
        raise Refusal(f"there is no file “{name}”; check the name and the folder.")
    if not is_session(name):
        _refuse_unreadable(path)
        return WeightsSource(import_weights(path))
    saved = read_session(path)
    data = saved.document.dataset
    weights = WeightsFile.of(saved.document.network, data, saved.settings)
    return WeightsSource(weights, data)


def _refuse_unreadable(path: Path) -> None:
    """Refuse a file whose name says a format that is written only."""
    named = [form for form in FORMATS if form.suffix == path.suffix.lower()]
    if named and not any(form.read for form in named):
        raise Refusal(
            f"“{path.name}” ({named[0].title}) is written for others, and not read back in; export "
            "the weights as .json as well, or save the session."
        )


def is_weights(path: Path) -> bool:
    """Whether a file holds weights: by its content, or where its name says what only they are."""
    return kind_of(path) == "weights"


def own_data(source: WeightsSource) -> Dataset:
    """Return the data of a session; refuse a file that has none, or data that are not here."""
    if source.dataset is None:
        raise misuse("a file of weights holds no data; give DATA, a table or a built-in problem.")
    source.dataset.check_presence()
    return source.dataset


def is_session(name: str) -> bool:
    """Whether a file is a session: by its ending, or else by its content."""
    path = Path(name)
    if not path.is_file():
        return False
    if path.suffix.lower() == SUFFIX:
        return True
    try:
        session_info(path)
    except (SessionFileError, OSError):
        return False
    return True

"""All that is to be known about data of the user's own before a session can show them.

Of very many patterns that takes a while, so that it is found beside the window.
"""

from dataclasses import dataclass

from bpgui.core.settings import TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.data.problems import problem_network
from bpgui.data.suggestion import suggested_problem
from bpgui.session.document import Document
from bpgui.session.inspection import losses_of


@dataclass(frozen=True, eq=False)
class Opening:
    """Data to be opened, with the network and the settings that suit them.

    Attributes
    ----------
    document : Document
        The data with a network before its first update.
    settings : TrainingSettings
        The update rule and loss.
    losses : tuple of two floats
        The losses of the document under these settings, as `losses_of` finds them.
    """

    document: Document
    settings: TrainingSettings
    losses: tuple[float, float]


def opening_of(dataset: Dataset) -> Opening:
    """Return what opening a data set leads to; needs no Qt, so that any thread can find it."""
    problem = suggested_problem(dataset)
    network = problem_network(problem, dataset)
    document = Document.fresh(network, dataset, problem.initialisation)
    return Opening(document, problem.settings, losses_of(document, problem.settings))

"""How many patterns a network gets right, where its outputs stand for classes."""

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.passes import predict
from bpgui.data.rows import chunks_of
from bpgui.session.document import Document


def accuracy(document: Document, *, held_out: bool) -> float | None:
    """Return the share of patterns whose class is found; None where there are no classes."""
    data = document.dataset
    rows = data.held_out if held_out else data.train
    if data.kind == "regression" or not len(rows):
        return None
    right = 0
    for part in chunks_of(len(rows), data.n_inputs + document.network.n_parameters):
        chosen = rows[part]
        given = data.class_indices(_outputs(document, data.x_of(chosen)))
        right += int((given == data.class_indices(data.y[chosen])).sum())
    return right / len(rows)


def _outputs(document: Document, x: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        return predict(document.network, x)

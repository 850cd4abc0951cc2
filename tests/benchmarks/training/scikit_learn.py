"""scikit-learn's multi-layer perceptron with stochastic gradient descent.

Its classifier knows the cross-entropy only, and connects every unit of a layer to every unit of
the next; it is compared on works changed to that.
"""

import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from tests.benchmarks.training.work import Training, Work


class ScikitLearn:
    """`MLPClassifier`, told to do what the work says and nothing else."""

    name = "scikit-learn"
    package = "scikit-learn"

    def is_installed(self) -> bool:
        """Whether it can be imported."""
        return find_spec("sklearn") is not None

    def variant(self, work: Work) -> Work:
        """Return the work with cross-entropy and all connections."""
        return work.with_cross_entropy().with_all_connections()

    def prepare(self, work: Work) -> Training:
        """Make the classifier."""
        return _Training(work)


class _Training:
    """Whole sweeps are calls of `fit`, parts of one calls of `partial_fit`, which starts slower.

    `fit` takes the parameters over from the last call but starts with velocity 0.
    """

    def __init__(self, work: Work) -> None:
        from sklearn.neural_network import MLPClassifier

        self._work, self._update = work, 0
        self._labels = _labels(work)
        self._classifier: Any = MLPClassifier(
            hidden_layer_sizes=work.sizes[1:-1],
            activation="logistic" if work.hidden == "sigmoid" else work.hidden,
            solver="sgd",
            alpha=0.0,
            batch_size=work.batch,
            learning_rate_init=work.learning_rate * work.batch,  # it averages over the batch
            momentum=work.momentum,
            nesterovs_momentum=False,
            shuffle=False,
            tol=0.0,
            n_iter_no_change=2**62,
        )
        self._start()

    def _start(self) -> None:
        """Let it make its arrays, and put our first parameters into them."""
        classifier, matrices = self._classifier, self._work.matrices()
        rows = slice(0, self._work.batch)
        classes = np.arange(self._work.y.shape[1]) if self._work.y.shape[1] > 1 else [0, 1]
        classifier.partial_fit(self._work.x[rows], self._labels[rows], classes=classes)
        classifier.coefs_ = [matrix[:, :-1].T.copy() for matrix in matrices]
        classifier.intercepts_ = [matrix[:, -1].copy() for matrix in matrices]
        del classifier._optimizer

    def advance(self, updates: int) -> None:
        batches, classifier = self._work.batches, self._classifier
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it has not converged
            if updates % batches == 0 and self._update % batches == 0:
                classifier.set_params(max_iter=updates // batches, warm_start=True)
                classifier.fit(self._work.x, self._labels)
                classifier.set_params(warm_start=False)  # or each part must have every class
                self._update += updates
                return
            while updates:
                first = self._update % batches
                now = min(updates, batches - first)
                rows = slice(first * self._work.batch, (first + now) * self._work.batch)
                classifier.partial_fit(self._work.x[rows], self._labels[rows])
                self._update, updates = self._update + now, updates - now

    def parameters(self) -> FloatArray:
        columns = zip(self._classifier.coefs_, self._classifier.intercepts_, strict=True)
        return self._work.parameters([np.column_stack([W.T, b]) for W, b in columns])


def _labels(work: Work) -> IntArray:
    """Return what is to be learned as a table for several sigmoid outputs, else as numbers."""
    if work.output == "softmax":
        classes: IntArray = work.y.argmax(axis=1)
        return classes
    labels = work.y.astype(np.intp)
    return labels.ravel() if labels.shape[1] == 1 else labels

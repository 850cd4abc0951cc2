"""FANN, the Fast Artificial Neural Network Library (Debian: libfann-dev), through its C interface.

It knows the squared error only, has no momentum where an update takes all patterns, and connects
every unit of a layer to every unit of the next; it is compared on works changed to that.
"""

import ctypes
from ctypes.util import find_library
from functools import partial
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from tests.benchmarks.training.work import Training, Work

_SIGMOID, _INCREMENTAL, _BATCH = 3, 0, 1
_Filler = ctypes.CFUNCTYPE(None, *[ctypes.c_uint] * 3, *[ctypes.POINTER(ctypes.c_double)] * 2)
Pointer = Any  # to doubles


class _Connection(ctypes.Structure):
    _fields_ = (
        ("from_neuron", ctypes.c_uint),
        ("to_neuron", ctypes.c_uint),
        ("weight", ctypes.c_double),
    )


class Fann:
    """The library's training of a standard network, in double precision."""

    name = "FANN"
    package = "libfann"

    def is_installed(self) -> bool:
        """Whether the library is found."""
        return find_library("doublefann") is not None

    def variant(self, work: Work) -> Work | None:
        """Return the work as FANN can do it: one or all patterns an update, sigmoids."""
        if work.loss != "half-squared-error" or work.hidden != "sigmoid":
            return None
        if work.batch == 1:
            return work.with_all_connections()
        whole = work.with_all_connections().without_momentum()
        return whole if work.batches == 1 else None

    def prepare(self, work: Work) -> Training:
        """Make the network and hand over the patterns."""
        return _Training(work)


class _Training:
    def __init__(self, work: Work) -> None:
        self._work, self._library = work, _library()
        fann, sizes = self._library, work.sizes
        filler = _Filler(partial(_fill, work))
        data = fann.fann_create_train_from_callback(len(work.x), sizes[0], sizes[-1], filler)
        network = fann.fann_create_standard_array(len(sizes), (ctypes.c_uint * len(sizes))(*sizes))
        self._data, self._network = ctypes.c_void_p(data), ctypes.c_void_p(network)
        for setting in ("hidden", "output"):
            getattr(fann, f"fann_set_activation_function_{setting}")(self._network, _SIGMOID)
            steepness = getattr(fann, f"fann_set_activation_steepness_{setting}")
            steepness(self._network, ctypes.c_double(0.5))
        one_by_one = work.batch == 1
        fann.fann_set_training_algorithm(self._network, _INCREMENTAL if one_by_one else _BATCH)
        rate = work.learning_rate * work.batch  # it averages over the patterns
        fann.fann_set_learning_rate(self._network, ctypes.c_float(rate))
        fann.fann_set_learning_momentum(self._network, ctypes.c_float(work.momentum))
        fann.fann_set_train_error_function(self._network, 0)  # the plain difference
        self._load(work.network.parameters)

    def _connections(self) -> ctypes.Array[_Connection]:
        """Return the connections, which come in the order of our vector of parameters."""
        connections = (_Connection * self._work.network.n_parameters)()
        self._library.fann_get_connection_array(self._network, connections)
        return connections

    def _load(self, parameters: FloatArray) -> None:
        connections = self._connections()
        for connection, value in zip(connections, parameters, strict=True):
            connection.weight = value
        self._library.fann_set_weight_array(self._network, connections, len(connections))

    def advance(self, updates: int) -> None:
        sweeps, rest = divmod(updates, self._work.batches)
        if rest:
            raise ValueError("FANN trains whole sweeps only.")
        never = ctypes.c_float(-1.0)  # an error to stop at
        self._library.fann_train_on_data(self._network, self._data, sweeps, 0, never)

    def parameters(self) -> FloatArray:
        return np.array([connection.weight for connection in self._connections()])

    def __del__(self) -> None:
        self._library.fann_destroy(self._network)
        self._library.fann_destroy_train(self._data)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(find_library("doublefann"))
    for name in ("fann_create_train_from_callback", "fann_create_standard_array"):
        getattr(library, name).restype = ctypes.c_void_p
    return library


def _fill(work: Work, number: int, inputs: int, outputs: int, x: Pointer, y: Pointer) -> None:
    """Write the pattern of this number to where FANN keeps it."""
    for i in range(inputs):
        x[i] = work.x[number, i]
    for i in range(outputs):
        y[i] = work.y[number, i]

"""The yardstick in plain C, compiled for the topology of each work (see `plain_c.c`)."""

import ctypes
import platform
import shutil
import subprocess
import tempfile
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from bpgui.core.arrays import FloatArray
from tests.benchmarks.training.work import FloatingArray, Training, Work

_SOURCE = Path(__file__).with_name("plain_c.c")
_FLAGS = ("-O3", "-march=native", "-ffast-math", "-fPIC", "-c")
_LONG_ROW = 32  # patterns
_LARGEST = 10_000  # parameters; beyond it plain loops are no yardstick


class PlainC:
    """A C program of a hundred lines."""

    name = "C, -O3"
    package = "a C compiler"

    def is_installed(self) -> bool:
        """Whether there is a compiler."""
        return shutil.which("cc") is not None

    def variant(self, work: Work) -> Work | None:
        """Return the work itself if the network is small."""
        return work if work.network.n_parameters <= _LARGEST else None

    def prepare(self, work: Work) -> Training:
        """Compile it."""
        return _Training(work)


class _Training:
    def __init__(self, work: Work) -> None:
        self._work, self._update = work, 0
        self._advance = _compiled(work)
        self._w = np.array(work.network.parameters)
        self._v = np.zeros_like(self._w)
        self._fixed = (work.network.present.astype(np.float64), _blocks(work, work.x))
        self._y = _blocks(work, work.y)

    def advance(self, updates: int) -> None:
        work, present_and_x = self._work, self._fixed
        last = self._update + updates
        arrays = (present_and_x[0], self._w, self._v, present_and_x[1], self._y)
        rates = (ctypes.c_double(work.learning_rate), ctypes.c_double(work.momentum))
        numbers = [ctypes.c_long(number) for number in (self._update, last, work.batches)]
        self._advance(*numbers, *rates, *(ctypes.c_void_p(array.ctypes.data) for array in arrays))
        self._update = last

    def parameters(self) -> FloatArray:
        return self._w.copy()


def _blocks(work: Work, values: FloatingArray) -> FloatArray:
    """Return one batch after another, each with a row of patterns a unit."""
    batches = values.reshape(work.batches, work.batch, -1).astype(np.float64)
    return np.ascontiguousarray(batches.transpose(0, 2, 1))


def _compiled(work: Work) -> "ctypes._NamedFuncPointer":
    """Compile the program for the topology of a work and return its function `advance`."""
    with tempfile.TemporaryDirectory(prefix="bpgui-benchmark-") as folder:
        library, code = str(Path(folder, "plain_c.so")), str(Path(folder, "plain_c.o"))
        defined = [f"-D{name}={value}" for name, value in _constants(work).items()]
        compiler = shutil.which("cc") or "cc"
        options = (*_FLAGS, *_vectors(work), *defined)
        subprocess.run([compiler, *options, str(_SOURCE), "-o", code], check=True)
        # Linked without -ffast-math: with it, loading the library would make the whole process
        # take denormal numbers for 0.
        subprocess.run([compiler, "-shared", code, "-o", library, "-lm"], check=True)
        return ctypes.CDLL(library).advance


def _vectors(work: Work) -> tuple[str, ...]:
    """Ask for the longest vectors where rows fill them; GCC takes shorter ones by itself."""
    fits = work.batch >= _LONG_ROW and platform.machine() == "x86_64"
    return ("-mprefer-vector-width=512",) if fits else ()


def _constants(work: Work) -> dict[str, object]:
    """Return what `plain_c.c` leaves open: sizes, and the calls for each layer."""
    sizes, activations = work.sizes, [layer.activation.upper() for layer in work.network.layers]
    shapes = list(pairwise(sizes))
    w = list(accumulate((units * (inputs + 1) for inputs, units in shapes), initial=0))
    units = [f"{start} * BATCH" for start in accumulate(sizes[1:], initial=0)]
    a = ["x", *(f"a + {start}" for start in units)]
    delta = ["", *(f"delta + {start}" for start in units)]
    last = len(shapes)
    backwards = [f"output_delta({sizes[-1]}, {a[last]}, y, {delta[last]});"]
    forwards, gradients = [], []
    for k, (inputs, outputs) in enumerate(shapes, start=1):
        shape, w_k = f"{inputs}, {outputs}", w[k - 1]
        forwards.append(f"forward({shape}, {activations[k]}, w + {w_k}, {a[k - 1]}, {a[k]});")
        gradients.append(f"gradients({shape}, {delta[k]}, {a[k - 1]}, g + {w_k});")
        if k > 1:
            f, ends = activations[k - 1], f"{delta[k]}, {a[k - 1]}, {delta[k - 1]}"
            backwards.insert(1, f"backward({shape}, {f}, w + {w_k}, {ends});")
    return {
        "BATCH": work.batch,
        "INPUTS": sizes[0],
        "OUTPUTS": sizes[-1],
        "UNITS": sum(sizes[1:]),
        "PARAMETERS": w[-1],
        "SQUARED": int(work.loss == "half-squared-error"),
        "HAS_ABSENT": int(work.has_absent),
        "FORWARD": " ".join(forwards),
        "BACKWARD": " ".join(backwards),
        "GRADIENTS": " ".join(gradients),
    }

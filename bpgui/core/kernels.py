"""The choice of the kernel that trains."""

from dataclasses import replace

from bpgui.core.arrays import FloatArray
from bpgui.core.compiled import readiness
from bpgui.core.kernel import Kernel
from bpgui.core.network import Network
from bpgui.core.numpy_kernel import NumpyKernel
from bpgui.core.settings import TrainingSettings

MOST_COMPILED_CONNECTIONS = 3_000
"""Networks with more are trained by NumPy, whose matrix products are quicker there."""


def with_kernel(settings: TrainingSettings, network: Network) -> TrainingSettings:
    """Return the settings with the kernel that serves now, "numpy" or "compiled".

    "auto" becomes the compiled kernel where that suits the network. Until it is ready, without
    Numba, and in single precision, NumPy serves whatever is asked for.
    """
    small = network.n_connections <= MOST_COMPILED_CONNECTIONS
    wanted = settings.kernel == "compiled" or (settings.kernel == "auto" and small)
    serves = wanted and settings.precision == "double" and readiness.is_ready()
    return replace(settings, kernel="compiled" if serves else "numpy")


def create_kernel(
    network: Network, inputs: FloatArray, targets: FloatArray, settings: TrainingSettings
) -> Kernel:
    """Return the kernel that the settings name, for these patterns and the network's parameters.

    `inputs` (n, inputs) and `targets` (n, outputs) are float64 and C-contiguous, fit the
    network and the loss, and do not change. The settings come from `with_kernel`.
    """
    if settings.kernel == "compiled":
        from bpgui.core.compiled.kernel import CompiledKernel

        return CompiledKernel(network, inputs, targets, settings)
    return NumpyKernel(network, inputs, targets, settings)

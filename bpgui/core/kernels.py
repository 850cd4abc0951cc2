"""The choice of the kernel that trains."""

from bpgui.core.arrays import FloatArray
from bpgui.core.kernel import Kernel
from bpgui.core.network import Network
from bpgui.core.numpy_kernel import NumpyKernel
from bpgui.core.settings import TrainingSettings


def create_kernel(
    network: Network, inputs: FloatArray, targets: FloatArray, settings: TrainingSettings
) -> Kernel:
    """Return a kernel for these patterns at the parameters of the network.

    `inputs` (n, inputs) and `targets` (n, outputs) are float64 and C-contiguous, fit the
    network and the loss, and do not change.
    """
    return NumpyKernel(network, inputs, targets, settings)

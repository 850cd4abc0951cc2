"""Load every .keras file of a folder with Keras itself, and write the outputs for its rows.

Run as a program of its own: python keras_client.py FOLDER. Beside NAME.keras lies NAME.npy with the
rows; NAME.outputs.npy is written, and NAME.kernel.npy with the first kernel.
"""

import os
import sys
import types
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "numpy"

import numpy as np


def _stand_in(name: str, **members: Any) -> None:  # noqa: ANN401
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def provide_what_keras_imports() -> None:
    """Put empty modules where Keras's NumPy backend imports what dense layers never call.

    WORKAROUND: since 3.11 that backend imports JAX and SciPy (for convolutions and transforms),
    several hundred MB. Can go when they are imported where they are used.
    """
    transforms = dict.fromkeys(("fft", "fft2"))
    _stand_in("scipy.linalg")
    _stand_in("scipy", linalg=sys.modules["scipy.linalg"])
    _stand_in("jax.lax")
    monitoring = types.SimpleNamespace(record_scalar=None)
    _stand_in("jax", lax=sys.modules["jax.lax"], monitoring=monitoring)
    _stand_in("keras.src.backend.jax")
    _stand_in("keras.src.backend.jax.math", **transforms)


def main(folder: Path) -> None:
    """Load, predict, write."""
    try:
        import keras
    except ImportError:
        for name in [name for name in sys.modules if name.startswith("keras")]:
            del sys.modules[name]
        provide_what_keras_imports()
        import keras
    for path in sorted(folder.glob("*.keras")):
        rows = np.load(path.with_suffix(".npy"))
        model = keras.saving.load_model(path)
        np.save(path.with_suffix(".outputs.npy"), np.asarray(model(rows)))
        dense = next(layer for layer in model.layers if isinstance(layer, keras.layers.Dense))
        np.save(path.with_suffix(".kernel.npy"), np.asarray(dense.kernel))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

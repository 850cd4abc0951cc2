"""The README's code that uses exported weights with nothing but NumPy."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.initialisation import initialise
from bpgui.core.network import Network, create_network
from bpgui.core.settings import Initialisation
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsFile, export_weights

ACTIVATIONS = """\
import json
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


f = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": softmax,
}
"""

NPZ = (
    ACTIVATIONS
    + """
w = np.load("weights.npz")
layers = json.loads(str(w["header"]))["layers"]


def predict(x):  # patterns x inputs, in the units of your data
    a = [(x - w["input_offset"]) / w["input_scale"]]
    for k, layer in enumerate(layers[1:], start=1):
        z = sum(a[s] @ w[f"W_{k}_{s}"].T for s in layer["sources"])
        a.append(f[layer["activation"]](z + w[f"b_{k}"] if layer["bias"] else z))
    return a[-1] * w["target_scale"] + w["target_offset"]
"""
)

JSON = (
    ACTIVATIONS
    + """
w = json.load(open("weights.json", encoding="utf-8"))

def predict(x):  # patterns x inputs, in the units of your data
    before, after = w["input_scaling"], w["target_scaling"]
    a = {"Input": (x - np.array(before["offset"])) / before["scale"]}
    for layer in w["layers"][1:]:
        z = np.zeros(layer["units"])
        for source, rows in layer["weights"].items():  # null: no connection
            z = z + a[source] @ np.nan_to_num(np.array(rows, float)).T
        if layer["biases"]:
            z = z + np.nan_to_num(np.array(layer["biases"], float))
        a[layer["name"]] = f[layer["activation"]](z)
    return a[layer["name"]] * np.array(after["scale"]) + after["offset"]
"""
)

USE = """
np.save("outputs.npy", predict(np.load("inputs.npy")))
import sys
assert not [name for name in sys.modules if name.startswith("bpgui")]
"""


def trained(hidden: str, output: str) -> WeightsFile:
    """Return weights with skip connections, a gap, biases in one layer only, and scaling."""
    rng = np.random.default_rng(1)
    network = create_network((3, 4, 2, 2), hidden=hidden, output=output, skip=True)
    network = initialise(network, Initialisation(scale=1.0, seed=3))
    present = rng.random(network.n_parameters) < 0.8
    network = Network(
        network.layers, np.where(present, network.parameters, 0.0), present, network.locked
    )
    return WeightsFile(
        network,
        Scaling.fit("z-score", rng.normal(5, 2, (9, 3))),
        Scaling.fit("0-1", rng.normal(5, 2, (9, 2))),
    )


@pytest.mark.parametrize(("snippet", "name"), [(NPZ, "weights.npz"), (JSON, "weights.json")])
@pytest.mark.parametrize(
    ("hidden", "output"), [("sigmoid", "linear"), ("tanh", "softmax"), ("relu", "sigmoid")]
)
def test_that_plain_numpy_gives_the_same_outputs(
    tmp_path: Path, snippet: str, name: str, hidden: str, output: str
) -> None:
    weights = trained(hidden, output)
    inputs = np.random.default_rng(2).normal(5, 3, (20, 3))
    export_weights(weights, tmp_path / name)
    np.save(tmp_path / "inputs.npy", inputs)
    subprocess.run([sys.executable, "-c", snippet + USE], cwd=tmp_path, check=True)
    outputs = np.load(tmp_path / "outputs.npy")
    np.testing.assert_allclose(outputs, weights.predict(inputs), rtol=1e-13, atol=1e-13)


def test_that_the_readme_shows_the_code_tested_here() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    assert NPZ in readme.read_text(encoding="utf-8")

"""A network as the configuration of a functional Keras model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bpgui.formats.weights_error import WeightsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpgui.core.arrays import FloatArray
    from bpgui.formats.weights_file import WeightsFile

_FLOAT64 = "float64"
Config = dict[str, Any]


def keras_model(weights: WeightsFile) -> Config:
    """Return what `config.json` says, ready for JSON.

    The layers are "inputs", the scaling as two layers that move and shrink ("moved", "scaled"),
    "layer_1" and so on, each after a "sources_…" where it receives from several, and the scaling
    back ("outputs"). A layer that leads to no output is left out, as Keras leaves it out.

    Raises
    ------
    WeightsError
        If a scale is so small that its reciprocal is not finite.
    """
    network = weights.network
    chain = _Chain(network.n_inputs)
    activations = [_scaled(chain, weights)]
    for k, layer in enumerate(network.layers[1:], start=1):
        sources = [activations[source] for source in layer.sources]
        joined = sources[0]
        if len(sources) > 1:
            joined = chain.add("Concatenate", f"sources_{k}", sources, {"axis": -1})
        settings = {
            "units": layer.units,
            "activation": layer.activation,
            "use_bias": layer.bias,
        }
        activations.append(chain.add("Dense", f"layer_{k}", [joined], settings))
    target = weights.target_scaling
    if target.kind != "none":
        settings = {"scale": target.scale.tolist(), "offset": target.offset.tolist()}
        activations.append(chain.add("Rescaling", "outputs", [activations[-1]], settings))
    return chain.model(activations[-1])


def dense_numbers(model: Config) -> list[int]:
    """Return the numbers of the layers with weights, in the order in which Keras keeps them."""
    return [
        int(entry["name"].removeprefix("layer_"))
        for entry in model["config"]["layers"]
        if entry["class_name"] == "Dense"
    ]


def reciprocal(values: FloatArray) -> FloatArray:
    """Return 1 / values; Keras multiplies where this program divides."""
    with np.errstate(over="ignore", divide="ignore"):
        return np.asarray(1.0 / values)


def _scaled(chain: _Chain, weights: WeightsFile) -> str:
    scaling = weights.input_scaling
    if scaling.kind == "none":
        return "inputs"
    factors = reciprocal(scaling.scale)
    if not np.isfinite(factors).all():
        raise WeightsError(
            "A scale of the inputs is too small for Keras to divide by; export as ONNX, 64-bit."
        )
    # Two layers, as one that multiplies first loses the digits of numbers far from 0.
    moved = {"scale": 1.0, "offset": (-scaling.offset).tolist()}
    last = chain.add("Rescaling", "moved", ["inputs"], moved)
    return chain.add("Rescaling", "scaled", [last], {"scale": factors.tolist(), "offset": 0.0})


class _Chain:
    """The layers of a model, while they are put together; each is known by its name."""

    def __init__(self, inputs: int) -> None:
        self._widths = {"inputs": inputs}
        self._sources: dict[str, Sequence[str]] = {"inputs": ()}
        settings = {"batch_shape": [None, inputs], "dtype": _FLOAT64, "name": "inputs"}
        self._layers = {"inputs": _entry("InputLayer", "inputs", settings, [])}

    def add(self, kind: str, name: str, sources: Sequence[str], settings: Config) -> str:
        """Add a layer that receives from these; return its name."""
        width = sum(self._widths[source] for source in sources)
        self._widths[name] = settings.get("units", width)
        tensors = [self._tensor(source) for source in sources]
        taken = [tensors] if kind == "Concatenate" else tensors
        policy = _entry("DTypePolicy", None, {"name": _FLOAT64}, None, "keras")
        config = {"name": name, "trainable": True, "dtype": policy, **settings}
        self._sources[name] = sources
        self._layers[name] = _entry(kind, name, config, [{"args": taken, "kwargs": {}}])
        return name

    def model(self, last: str) -> Config:
        """Return the model that gives the output of this layer."""
        config = {
            "name": "network",
            "trainable": True,
            "layers": [self._layers[name] for name in self._ordered(last)],
            "input_layers": ["inputs", 0, 0],
            "output_layers": [last, 0, 0],
        }
        return {
            "module": "keras.src.models.functional",
            "class_name": "Functional",
            "config": config,
            "registered_name": "Functional",
        }

    def _ordered(self, last: str) -> list[str]:
        """Return the layers that lead to the last, as Keras orders them.

        The further from the output the earlier, and where that is the same, in the order of a walk
        back from the output. The order decides what the weights of a layer are called.
        """
        walked = self._walked_back(last)
        depths = dict.fromkeys(walked, 0)
        for name in reversed(self._layers):  # a layer stands after its sources
            if name in depths:
                for source in self._sources[name]:
                    depths[source] = max(depths[source], depths[name] + 1)
        return sorted(walked, key=lambda name: -depths[name])

    def _walked_back(self, last: str) -> list[str]:
        walked: dict[str, None] = {}
        waiting = [last]
        while waiting:
            name = waiting.pop()
            if name not in walked:
                walked[name] = None
                waiting.extend(reversed(self._sources[name]))
        return list(walked)

    def _tensor(self, name: str) -> Config:
        config = {
            "shape": [None, self._widths[name]],
            "dtype": _FLOAT64,
            "keras_history": [name, 0, 0],
        }
        return {"class_name": "__keras_tensor__", "config": config}


def _entry(
    kind: str,
    name: str | None,
    config: Config,
    inbound: list[Config] | None,
    module: str = "keras.layers",
) -> Config:
    entry: Config = {
        "module": module,
        "class_name": kind,
        "config": config,
        "registered_name": None,
    }
    if name is not None:
        entry |= {"name": name, "inbound_nodes": inbound}
    return entry

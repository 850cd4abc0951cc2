"""The script beside a safetensors file that makes a PyTorch module of it."""

from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_file import WeightsFile

_SCRIPT = '''\
"""Loads “{file}” into PyTorch.

    from {module} import load
    model = load()
    outputs = model(inputs)  # (n, inputs) and (n, outputs), both in the units of your data

It needs torch and safetensors.
"""

import json
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn

FILE = Path(__file__).with_name({file!r})
ACTIVATIONS = {{
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda z: z,
    "softmax": lambda z: torch.softmax(z, dim=1),
}}


class Network(nn.Module):
    """Dense layers, each fed by any of the earlier ones, between raw inputs and raw outputs."""

    def __init__(self, described):
        super().__init__()
        first, *others = described["layers"]
        units = [first["units"]] + [layer["units"] for layer in others]
        self.sources = [layer["sources"] for layer in others]
        self.activations = [layer["activation"] for layer in others]
        self.layers = nn.ModuleList(
            nn.Linear(
                sum(units[source] for source in layer["sources"]),
                layer["units"],
                bias=layer["bias"],
                dtype=torch.float64,
            )
            for layer in others
        )
        self.input_names = described["input_names"]
        self.target_names = described["target_names"]
        self.classes = described["classes"]  # None where the outputs are no classes
        for end in ("input", "target"):
            for part in ("offset", "scale"):
                numbers = torch.tensor(described[f"{{end}}_scaling"][part], dtype=torch.float64)
                self.register_buffer(f"{{end}}_{{part}}", numbers, persistent=False)

    def forward(self, inputs):
        a = [(inputs - self.input_offset) / self.input_scale]
        for layer, sources, activation in zip(self.layers, self.sources, self.activations):
            z = layer(torch.cat([a[source] for source in sources], dim=1))
            a.append(ACTIVATIONS[activation](z))
        return a[-1] * self.target_scale + self.target_offset

    def label(self, inputs):
        """Return the name of the class of every row."""
        outputs = self(inputs)
        if outputs.shape[1] == 1:
            return [self.classes[int(row > 0.5)] for row in outputs[:, 0]]
        return [self.classes[row] for row in outputs.argmax(dim=1)]


def load(path=FILE):
    """Return the network with its weights, ready to predict."""
    with safe_open(str(path), framework="pt") as file:
        model = Network(json.loads(file.metadata()["bpgui"]))
        model.load_state_dict({{name: file.get_tensor(name) for name in file.keys()}})
    return model.eval()


if __name__ == "__main__":
    print(load())
'''


def torch_script(_weights: WeightsFile, stem: str) -> dict[str, bytes]:
    """Return the script that loads `stem`.safetensors, by its name."""
    module = "".join(letter if letter.isalnum() else "_" for letter in stem) + "_torch"
    text = _SCRIPT.format(file=f"{stem}.safetensors", module=module)
    return {f"{module}.py": encoded(text)}

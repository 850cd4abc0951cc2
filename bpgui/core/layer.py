"""The layers of a network: units, what each receives from, activations, default names."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpgui.core.activations import ACTIVATIONS

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Layer:
    """A layer of units.

    Attributes
    ----------
    name
        What people call the layer.
    unit_names
        One name a unit, each different from the others.
    activation
        A key of `ACTIVATIONS`. The input layer is "linear": its activations are the pattern.
    sources
        The indices of the earlier layers it receives from, ascending; none for the input layer.
    bias
        Whether its units have biases.
    """

    name: str
    unit_names: tuple[str, ...]
    activation: str = "linear"
    sources: tuple[int, ...] = ()
    bias: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit_names", tuple(self.unit_names))
        object.__setattr__(self, "sources", tuple(self.sources))
        if not self.unit_names:
            raise ValueError(f"{self.name} needs at least one unit.")
        if len(set(self.unit_names)) < len(self.unit_names):
            raise ValueError(f"The units of {self.name} need different names.")
        if not all(name.strip() for name in (self.name, *self.unit_names)):
            raise ValueError("A name cannot be empty.")
        if self.activation not in ACTIVATIONS:
            raise ValueError(
                f"There is no activation {self.activation!r}; there are {', '.join(ACTIVATIONS)}."
            )

    @property
    def units(self) -> int:
        """How many units the layer has."""
        return len(self.unit_names)


def numbered(letter: str, number: int) -> str:
    """Return a letter with a subscript, as x₁₂."""
    return letter + str(number).translate(SUBSCRIPTS)


def input_name(number: int) -> str:
    """Return the default name of an input unit, counted from 1."""
    return numbered("x", number)


def hidden_name(layer: int, number: int, hidden_layers: int) -> str:
    """Return the default name of a hidden unit: h₂, or h1.2 where there are several layers."""
    return numbered("h", number) if hidden_layers == 1 else f"h{layer}.{number}"


def output_name(number: int, units: int) -> str:
    """Return the default name of an output unit: ŷ where it is the only one, else ŷ₂."""
    return "ŷ" if units == 1 else numbered("ŷ", number)


def default_layers(
    sizes: Sequence[int],
    hidden: str,
    output: str,
    input_names: Sequence[str] | None,
    output_names: Sequence[str] | None,
) -> tuple[Layer, ...]:
    """Return layers of these sizes with default names, not yet connected."""
    if len(sizes) < 2:
        raise ValueError("A network needs an input layer and an output layer.")
    count = len(sizes) - 2
    if input_names is None:
        input_names = [input_name(i + 1) for i in range(sizes[0])]
    if output_names is None:
        output_names = [output_name(i + 1, sizes[-1]) for i in range(sizes[-1])]
    if (len(input_names), len(output_names)) != (sizes[0], sizes[-1]):
        raise ValueError(
            f"{sizes[0]} inputs and {sizes[-1]} outputs cannot have {len(input_names)} and "
            f"{len(output_names)} names."
        )
    middle = [
        Layer(
            f"Hidden {k}",
            tuple(hidden_name(k, i + 1, count) for i in range(units)),
            hidden,
        )
        for k, units in enumerate(sizes[1:-1], start=1)
    ]
    first = Layer("Input", tuple(input_names))
    return (first, *middle, Layer("Output", tuple(output_names), output))


def check_topology(layers: tuple[Layer, ...]) -> None:
    """Raise ValueError unless the layers can be computed one after another."""
    if len(layers) < 2:
        raise ValueError("A network needs an input layer and an output layer.")
    if layers[0].sources:
        raise ValueError("The input layer receives from no other layer.")
    for k, layer in enumerate(layers[1:], start=1):
        if not layer.sources:
            raise ValueError(f"{layer.name} must receive from at least one earlier layer.")
        if list(layer.sources) != sorted(set(layer.sources)) or layer.sources[-1] >= k:
            raise ValueError(f"{layer.name} can receive from earlier layers only, each once.")
        if layer.sources[0] < 0:
            raise ValueError(f"{layer.name} receives from a layer that does not exist.")
        if layer.activation == "softmax" and k < len(layers) - 1:
            raise ValueError(f"Softmax belongs to the output layer; {layer.name} is hidden.")

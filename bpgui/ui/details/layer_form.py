"""What a whole layer computes, as vectors and matrices, with their shapes."""

from bpgui.core.network import Network
from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fraction,
    name,
    scripts,
    sum_of,
    words,
)
from bpgui.ui.numbers import format_count


def explain_layer_forward(network: Network, layer: int) -> Explanation:
    """Return z = W a + b and a = f(z) of a layer, with the shapes of W, a and b."""
    this, several = network.layers[layer], len(network.sources(layer)) > 1
    products, shapes = [], []
    for source in network.sources(layer):
        label = network.layers[source].name if several else ""
        units = network.layers[source].units
        products.append(compose("{w} {a}", w=_labelled("W", label), a=_labelled("a", label)))
        shapes.append(words(f"({_shape(this.units, units)})({_shape(units)})"))
    if this.bias:
        products.append(name("b"))
        shapes.append(words(f"({_shape(this.units)})"))
    lines = (
        compose("z = {sum}", sum=sum_of(products)),
        compose("shapes: {z} = {sum}", z=words(f"({_shape(this.units)})"), sum=sum_of(shapes)),
        compose("a = f(z)"),
    )
    note = "Row j of W has the weights into unit j; f is applied to each unit."
    if this.activation == "softmax":
        note = "Row j of W has the weights into unit j; the softmax takes all units together."
    return Explanation("Forward: all units at once", "", lines, note)


def explain_layer_backward(network: Network, layer: int) -> Explanation:
    """Return how the error signals of a layer follow from those of the layers it feeds."""
    targets = network.targets_of(layer)
    caption = "Backward: all units at once"
    if layer == len(network.layers) - 1:
        factor = fraction(compose("∂L"), compose("∂{a}", a=name("ŷ")))
        line = compose("δ = {factor} ⊙ f′(z)", factor=factor)
        note = "⊙ multiplies unit by unit."
        if network.layers[layer].activation == "softmax":
            line = compose("δ = {j} {factor}", j=_raised("J", "T"), factor=factor)
            note = "J has the slope of every output with respect to every z of the layer."
        return Explanation(caption, "", (line,), note)
    if not targets:
        return Explanation(caption, "", note="Nothing receives from this layer.")
    several = len(targets) > 1
    products = []
    for target in targets:
        label = network.layers[target].name if several else "next"
        w = scripts(name("W"), words(label), words("T"))
        products.append(compose("{w} {d}", w=w, d=_labelled("δ", label)))
    line = compose("δ = ({sum}) ⊙ f′(z)", sum=sum_of(products))
    note = "⊙ multiplies unit by unit; the transposed W leads each error back where it came from."
    return Explanation(caption, "", (line,), note)


def explain_layer_gradient(network: Network, layer: int) -> Explanation:
    """Return the gradients of all weights and biases into a layer."""
    this = network.layers[layer]
    lines = []
    several = len(network.sources(layer)) > 1
    for source in network.sources(layer):
        label = network.layers[source].name if several else ""
        left = fraction(compose("∂L"), compose("∂{w}", w=_labelled("W", label)))
        a = scripts(name("a"), words(label) if label else (), words("T"))
        lines.append(compose("{left} = δ {a}", left=left, a=a))
        units = network.layers[source].units
        shapes = f"({_shape(this.units, units)}) = ({_shape(this.units)})(1 × {units:,})"
        lines.append(words(f"shapes: {shapes}"))
    if this.bias:
        left = fraction(compose("∂L"), compose("∂b"))
        lines.append(compose("{left} = δ", left=left))
    return Explanation("Gradient: all weights at once", "", tuple(lines))


def _labelled(letter: str, label: str) -> Formula:
    base = words(letter) if letter == "δ" else name(letter)
    return scripts(base, words(label)) if label else base


def _raised(letter: str, above: str) -> Formula:
    return scripts(name(letter), (), words(above))


def _shape(rows: int, columns: int = 1) -> str:
    return f"{format_count(rows)} × {format_count(columns)}"

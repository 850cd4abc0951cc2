"""A trained network as a C99 header: one file to include, with a self-test."""

from collections.abc import Iterable, Iterator, Sequence

from bpgui.core.network import Network
from bpgui.formats.c_program import ACTIVATIONS, checking_program, functions
from bpgui.formats.c_text import (
    LONGEST_NAME,
    double,
    identifier,
    remark,
    shortened,
    string,
    wrapped,
)
from bpgui.formats.program_classes import class_rule
from bpgui.formats.program_losses import locks_dropped, names_of
from bpgui.formats.self_test import self_test
from bpgui.formats.weights_c_reader import from_c
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat

MOST_WEIGHTS = 2_000_000
_WIDEST_ROW = 12
"""Weights of a unit that are also said in decimal."""


def to_c(weights: WeightsFile) -> bytes:
    """Return a header that defines ``NAME_predict`` and, on request, a program that tests it.

    Raises
    ------
    WeightsError
        If there are more weights than a compiler takes gladly.
    """
    if weights.network.n_parameters > MOST_WEIGHTS:
        raise WeightsError(
            f"More than {MOST_WEIGHTS:,} weights are too much for a C compiler; export them as "
            ".npz or .onnx."
        )
    name = identifier(weights.dataset_name, "network")
    parts = [
        _opening(weights, name),
        *_arrays(weights, name),
        *functions(weights, name),
        _predict(weights, name),
        *_names(weights, name),
        checking_program(weights, self_test(weights), name),
        f"#endif /* BPGUI_{name.upper()}_H */\n",
    ]
    return encoded("\n".join(parts))


def _opening(weights: WeightsFile, name: str) -> str:
    network = weights.network
    about = f" of “{remark(weights.dataset_name)}”" if weights.dataset_name else ""
    layers = "".join(
        f" *   {remark(layer.name)}: {layer.units}, {layer.activation if k else 'inputs'}\n"
        for k, layer in enumerate(network.layers)
    )
    return f"""\
/* A trained network{about}, written by bpgui: C99, or C++17.
 *
{layers} *
 *   #include "this file"
 *   double in[{name.upper()}_INPUTS] = ..., out[{name.upper()}_OUTPUTS];
 *   {name}_predict(in, out);
 *
 * Inputs and outputs are in the units of the data. To test what the compiler makes of it:
 *
 *   cc -std=c99 -D{name.upper()}_SELF_TEST -x c "this file" -lm && ./a.out
 */
#ifndef BPGUI_{name.upper()}_H
#define BPGUI_{name.upper()}_H

#include <math.h>

enum {{ {name.upper()}_INPUTS = {network.n_inputs}, {name.upper()}_OUTPUTS = {network.n_outputs} }};
"""


def _arrays(weights: WeightsFile, name: str) -> Iterator[str]:
    """Iterate over the numbers of the network; a plain 0 is a connection that is absent."""
    network = weights.network
    for end, scaling in (("input", weights.input_scaling), ("target", weights.target_scaling)):
        if scaling.kind != "none":
            for what, values in (("offset", scaling.offset), ("scale", scaling.scale)):
                literals = [double(value) for value in values.tolist()]
                yield _array(f"{name}_{end}_{what}", str(len(literals)), wrapped(literals))
    for k, layer in enumerate(network.layers[1:], start=1):
        for s in layer.sources:
            yield _matrix(network, k, s, name)
        if layer.bias:
            yield _array(f"{name}_b_{k}", str(layer.units), wrapped(_biases(network, k)))


def _matrix(network: Network, k: int, s: int, name: str) -> str:
    """Return the weights from layer s into layer k, the units of layer k in rows."""
    layer, source = network.layers[k], network.layers[s]
    rows = zip(
        layer.unit_names,
        network.weights(k, s).tolist(),
        network.present_block(k, s).tolist(),
        strict=True,
    )
    lines = [
        line
        for unit, values, present in rows
        for line in _row(remark(unit), values, _literals(values, present))
    ]
    title = f"/* From {remark(source.name)} into {remark(layer.name)}, a row a unit. */\n"
    return title + _array(f"{name}_w_{k}_{s}", f"{layer.units} * {source.units}", lines)


def _row(unit: str, values: Sequence[float], literals: Sequence[str]) -> Iterator[str]:
    if len(values) <= _WIDEST_ROW:
        decimals = ", ".join(f"{value:.6g}" for value in values)
        yield f"    {', '.join(literals)}, /* {unit}: {decimals} */"
    else:
        yield f"    /* {unit} */"
        yield from wrapped(literals)


def _literals(values: Sequence[float], present: Sequence[bool]) -> list[str]:
    return [double(value) if there else "0" for value, there in zip(values, present, strict=True)]


def _biases(network: Network, k: int) -> list[str]:
    present = network.as_matrix(network.present, k)[:, -1]
    return _literals(network.matrix(k)[:, -1].tolist(), present.tolist())


def _array(name: str, size: str, lines: Iterable[str]) -> str:
    return f"static const double {name}[{size}] = {{\n" + "\n".join(lines) + "\n};\n"


def _predict(weights: WeightsFile, name: str) -> str:
    network = weights.network
    last = len(network.layers) - 1
    scaled, back = (
        f"(in[k] - {name}_input_offset[k]) / {name}_input_scale[k]",
        f"a{last}[k] * {name}_target_scale[k] + {name}_target_offset[k]",
    )
    lines = [
        f"/* in: {name.upper()}_INPUTS numbers, out: {name.upper()}_OUTPUTS numbers. */",
        f"static inline void {name}_predict(const double *in, double *out)",
        "{",
        *(f"    double a{k}[{layer.units}];" for k, layer in enumerate(network.layers)),
        "    int k;",
        _loop(network.n_inputs, "a0[k]", "in[k]" if _plain(weights)[0] else scaled),
        *(line for k in range(1, last + 1) for line in _layer(network, k, name)),
        _loop(network.n_outputs, "out[k]", f"a{last}[k]" if _plain(weights)[1] else back),
        "}\n",
    ]
    return "\n".join(lines)


def _plain(weights: WeightsFile) -> tuple[bool, bool]:
    """Return whether inputs and outputs are the numbers of the data as they are."""
    return weights.input_scaling.kind == "none", weights.target_scaling.kind == "none"


def _layer(network: Network, k: int, name: str) -> Iterator[str]:
    layer = network.layers[k]
    yield _loop(layer.units, f"a{k}[k]", f"{name}_b_{k}[k]" if layer.bias else "0.0")
    for s in layer.sources:
        units = f"{layer.units}, {network.layers[s].units}"
        yield f"    {name}_add(a{k}, {name}_w_{k}_{s}, a{s}, {units});"
    if ACTIVATIONS[layer.activation]:
        yield f"    {name}_{layer.activation}(a{k}, {layer.units});"


def _loop(count: int, left: str, right: str) -> str:
    return f"    for (k = 0; k < {count}; k++) {{\n        {left} = {right};\n    }}"


# ---- names -------------------------------------------------------------------------------------


def _names(weights: WeightsFile, name: str) -> Iterator[str]:
    """Iterate over functions that return names, in UTF-8."""
    yield _table(f"{name}_input_name", weights.input_names)
    yield _table(f"{name}_output_name", weights.target_names)
    if weights.classes is not None:
        yield _table(f"{name}_class_name", weights.classes)
    rule = class_rule(weights)
    if rule == "half":
        best = "    return out[0] >= 0.5;\n"
    elif rule == "largest":
        best = f"""\
    int k, best = 0;
    for (k = 1; k < {name.upper()}_OUTPUTS; k++) {{
        best = out[k] > out[best] ? k : best;
    }}
    return best;
"""
    else:
        return
    yield (
        "/* The class that outputs stand for. */\n"
        f"static inline int {name}_class(const double *out)\n{{\n{best}}}\n"
    )


def _table(function: str, names: Sequence[str]) -> str:
    rows = "".join(f"        {string(name)},\n" for name in names)
    return f"""\
static inline const char *{function}(int k)
{{
    static const char *const names[{len(names)}] = {{
{rows}    }};
    return k >= 0 && k < {len(names)} ? names[k] : "";
}}
"""


def _losses(weights: WeightsFile) -> tuple[str, ...]:
    sentences = list(locks_dropped(weights))
    if any(shortened(name) != name for name in names_of(weights)):
        sentences.append(f"Names of more than {LONGEST_NAME:,} bytes are cut.")
    small = weights.network.n_parameters <= MOST_WEIGHTS
    if small and not len(self_test(weights).inputs):
        sentences.append(
            "There is no self-test: every output hangs on how sums of such weights are rounded."
        )
    return tuple(sentences)


FORMAT = WeightsFormat(
    key="c",
    title="C header",
    suffix=".h",
    description="For programs in C99 or C++17: one file to include, which can test itself.",
    write=to_c,
    read_back=from_c,
    losses=_losses,
    recognises=lambda data: data.startswith(b"/* A trained network"),
)

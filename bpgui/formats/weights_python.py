"""A trained network as a Python script that needs nothing but the module `math`."""

from collections.abc import Iterator, Sequence

from bpgui.core.network import Network
from bpgui.data.scaling import Scaling
from bpgui.formats.c_text import remark
from bpgui.formats.program_classes import class_rule
from bpgui.formats.program_losses import locks_dropped
from bpgui.formats.self_test import TOLERANCE, SelfTest, self_test
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_python_reader import from_python

MOST_WEIGHTS = 2_000_000

_ACTIVATIONS = {
    "linear": "def linear(z):\n    return z\n",
    "sigmoid": '''\
def sigmoid(z):
    """Return 1 / (1 + e^-z), which never overflows."""
    decays = [math.exp(-abs(value)) for value in z]
    return [(1.0 if v >= 0.0 else d) / (1.0 + d) for v, d in zip(z, decays)]
''',
    "tanh": "def tanh(z):\n    return [math.tanh(value) for value in z]\n",
    "relu": "def relu(z):\n    return [0.0 if value < 0.0 else value for value in z]\n",
    "softmax": '''\
def softmax(z):
    """Return e^z_k / sum_j e^z_j, which never overflows."""
    largest = max(z)
    powers = [math.exp(value - largest) for value in z]
    total = sum(powers)
    return [power / total for power in powers]
''',
}

_PREDICT = '''\
def weighted(rows, a):
    """Return W a for the rows of W."""
    return [sum([w * value for w, value in zip(row, a)]) for row in rows]


def predict(inputs):
    """Return the outputs for one pattern: a list of numbers, in the units of the data."""
    if len(inputs) != len(INPUT_NAMES):
        raise ValueError("A pattern is a list of %d numbers." % len(INPUT_NAMES))
'''

_CLASSES = {
    "half": '''\
def class_of(outputs):
    """Return the name of the class that these outputs stand for."""
    return CLASSES[int(outputs[0] >= 0.5)]
''',
    "largest": '''\
def class_of(outputs):
    """Return the name of the class that these outputs stand for."""
    return CLASSES[outputs.index(max(outputs))]
''',
    None: '''\
def class_of(outputs):
    """Return nothing, as these outputs stand for no classes."""
    return None
''',
}

_PROGRAM = '''\
def self_test():
    """Return a sentence for each output that is not what it was when this was written."""
    wrong = []
    for number, (inputs, wanted, sizes) in enumerate(SELF_TEST, start=1):
        for name, got, right, size in zip(OUTPUT_NAMES, predict(inputs), wanted, sizes):
            if not abs(got - right) <= TOLERANCE * size:
                wrong.append("pattern %d: %s is %r and should be %r" % (number, name, got, right))
    return wrong


def say(words, between=" "):
    """Print words on one line, whatever is in them."""
    text = between.join([" ".join(word.split()) for word in words])
    try:
        print(text)
    except UnicodeEncodeError:  # a terminal that does not know the letters
        print(ascii(text)[1:-1])


def answer(line, number):
    """Print the outputs for a line of numbers, with the class as last column if there are any."""
    try:
        inputs = [float(cell) for cell in line.replace(",", " ").replace(";", " ").split()]
        outputs = predict(inputs)
    except ValueError as error:
        raise SystemExit("Line %d: %s" % (number, ascii(str(error))[1:-1]))
    found = class_of(outputs)
    say([repr(value) for value in outputs] + ([] if found is None else [found]), "\\t")


def main():
    wrong = self_test()
    if wrong:
        raise SystemExit(ascii("The self-test failed: " + "; ".join(wrong))[1:-1])
    say(["# Self-test: %d patterns are right. One pattern a line:" % len(SELF_TEST)] + INPUT_NAMES)
    number = 0
    while True:
        try:
            line = input()
        except EOFError:
            return
        number += 1
        if line.strip() and not line.lstrip().startswith("#"):
            answer(line, number)


if __name__ == "__main__":
    main()
'''


def to_python(weights: WeightsFile) -> bytes:
    """Return a script that defines ``predict``, tests itself and answers lines of numbers.

    It has no command line, as arguments would take a second import: it reads its input.

    Raises
    ------
    WeightsError
        If there are so many weights that Python would read the script for minutes.
    """
    if weights.network.n_parameters > MOST_WEIGHTS:
        raise WeightsError(
            f"More than {MOST_WEIGHTS:,} weights are too much for a Python script; export them as "
            ".npz or .onnx."
        )
    activations = dict.fromkeys(layer.activation for layer in weights.network.layers[1:])
    functions = [_ACTIVATIONS[activation] for activation in activations]
    parts = [
        "\n".join((_opening(weights), *_constants(weights), *_test(self_test(weights)))),
        *functions,
        _PREDICT + "".join(_steps(weights)),
        _CLASSES[class_rule(weights)],
        _PROGRAM,
    ]
    return encoded("\n\n".join(parts))


def _opening(weights: WeightsFile) -> str:
    about = f" of “{remark(weights.dataset_name)}”" if weights.dataset_name else ""
    title = f"A trained network{about}, written by bpgui."
    layers = "".join(
        f"#   {remark(layer.name)}: {layer.units}, {layer.activation if k else 'inputs'}\n"
        for k, layer in enumerate(weights.network.layers)
    )
    return f"""\
# {title}
#
{layers}#
# As a module: predict([...]) for one pattern, in the units of the data.
# As a program: python -I -S "this file" < patterns.txt, one pattern a line; prints the outputs.
# It needs Python 3.8 or newer and nothing else.
import math
"""


def _constants(weights: WeightsFile) -> Iterator[str]:
    """Iterate over the numbers and names; a plain 0 is a connection that is absent."""
    yield _list("INPUT_NAMES", [ascii(name) for name in weights.input_names])
    yield _list("OUTPUT_NAMES", [ascii(name) for name in weights.target_names])
    if class_rule(weights) is not None:
        yield _list("CLASSES", [ascii(name) for name in weights.classes or ()])
    for end, scaling in _scalings(weights):
        if scaling.kind != "none":
            for what, values in (("OFFSET", scaling.offset), ("SCALE", scaling.scale)):
                yield _list(f"{end}_{what}", [repr(value) for value in values.tolist()])
    for k in range(1, len(weights.network.layers)):
        yield from _layer(weights.network, k)


def _scalings(weights: WeightsFile) -> tuple[tuple[str, Scaling], tuple[str, Scaling]]:
    return ("INPUT", weights.input_scaling), ("TARGET", weights.target_scaling)


def _layer(network: Network, k: int) -> Iterator[str]:
    layer = network.layers[k]
    for s in layer.sources:
        source = network.layers[s]
        yield f"# From {remark(source.name)} into {remark(layer.name)}, a row a unit."
        rows = zip(network.weights(k, s).tolist(), network.present_block(k, s), strict=True)
        yield _list(f"W_{k}_{s}", [f"[{', '.join(_literals(*row))}]" for row in rows])
    if layer.bias:
        present = network.as_matrix(network.present, k)[:, -1]
        yield _list(f"B_{k}", _literals(network.matrix(k)[:, -1].tolist(), present.tolist()))


def _literals(values: Sequence[float], present: Sequence[bool]) -> list[str]:
    return [repr(value) if there else "0" for value, there in zip(values, present, strict=True)]


def _list(name: str, items: Sequence[str]) -> str:
    return f"{name} = [\n" + "".join(f"    {item},\n" for item in items) + "]"


def _test(test: SelfTest) -> Iterator[str]:
    patterns = zip(test.inputs, test.outputs, test.sizes, strict=True)
    yield "\n# Patterns, their outputs, and the size to which an error is set in relation."
    yield _list("SELF_TEST", [str(tuple(row.tolist() for row in rows)) for rows in patterns])
    yield f"TOLERANCE = {TOLERANCE!r}\n"


def _steps(weights: WeightsFile) -> Iterator[str]:
    """Iterate over the lines of the function that predicts."""
    network, last = weights.network, len(weights.network.layers) - 1
    plain_in, plain_out = (scaling.kind == "none" for _, scaling in _scalings(weights))
    scaled = "[(x - o) / s for x, o, s in zip(inputs, INPUT_OFFSET, INPUT_SCALE)]"
    yield f"    a0 = {'[float(x) for x in inputs]' if plain_in else scaled}\n"
    for k, layer in enumerate(network.layers[1:], start=1):
        terms = [f"weighted(W_{k}_{s}, a{s})" for s in layer.sources]
        terms += [f"B_{k}"] if layer.bias else []
        z = terms[0] if len(terms) == 1 else f"[sum(t) for t in zip({', '.join(terms)})]"
        yield f"    a{k} = {layer.activation}({z})\n"
    back = f"[y * s + o for y, s, o in zip(a{last}, TARGET_SCALE, TARGET_OFFSET)]"
    yield f"    return {f'a{last}' if plain_out else back}\n"


def _losses(weights: WeightsFile) -> tuple[str, ...]:
    return locks_dropped(weights)


FORMAT = WeightsFormat(
    key="python",
    title="Python script",
    suffix=".py",
    description="For any Python from 3.8 on: imports nothing but math, and tests itself.",
    write=to_python,
    read_back=from_python,
    losses=_losses,
    recognises=lambda data: data.startswith(b"# A trained network"),
)

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bpgui.core.arrays import FloatArray
from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.data.scaling import Scaling
from bpgui.formats import weights_c
from bpgui.formats.c_text import double, identifier, remark, string
from bpgui.formats.weights_c import FORMAT, to_c
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_report import compared
from tests.formats.exported_networks import EXPORTED, patterns_for

STRICT = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-Wconversion", "-O0"]
AS_C = ["-std=c99", "-x", "c"]
AS_CPP = ["-std=c++17", "-x", "c++"]
COMPILERS = [
    (path, dialect)
    for command, dialect in (("cc", AS_C), ("c++", AS_CPP))
    if (path := shutil.which(command))
]
NEWS_FOR_CPP = ("hard names", "hard values", "absent and locked connections")
needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")

# Reads patterns as hexadecimal numbers and prints outputs and class names likewise.
CLIENT = """
#include <stdio.h>
#include HEADER
#define JOIN(a, b) a##b
#define OF(name, what) JOIN(name, what)
int main(void)
{
    double in[INPUTS], out[OUTPUTS];
    for (;;) {
        int k;
        for (k = 0; k < INPUTS; k++) {
            if (scanf("%lf", &in[k]) != 1) {
                return 0;
            }
        }
        OF(NAME, _predict)(in, out);
        for (k = 0; k < OUTPUTS; k++) {
            printf("%a ", out[k]);
        }
#ifdef CLASSES
        printf("%d %s", OF(NAME, _class)(out), OF(NAME, _class_name)(OF(NAME, _class)(out)));
#endif
        printf("\\n");
    }
}
"""


def compiled(compiler: tuple[str, list[str]], source: Path, *options: str) -> Path:
    program = source.with_suffix(".out")
    command, dialect = compiler
    subprocess.run(
        [command, *dialect, *STRICT, *options, str(source), "-o", str(program), "-lm"],
        check=True,
        capture_output=True,
    )
    return program


def named(weights: WeightsFile) -> str:
    return identifier(weights.dataset_name, "network")


@needs_a_compiler
@pytest.mark.parametrize(
    ("network", "compiler"),
    [(network, COMPILERS[0]) for network in EXPORTED if COMPILERS]
    + [(network, compiler) for network in NEWS_FOR_CPP for compiler in COMPILERS[1:]],
    ids=str,
)
def test_that_a_compiler_takes_the_header_and_its_self_test_passes(
    tmp_path: Path, network: str, compiler: tuple[str, list[str]]
) -> None:
    weights = EXPORTED[network]()
    header = tmp_path / "net.h"
    header.write_bytes(to_c(weights))
    program = compiled(compiler, header, f"-D{named(weights).upper()}_SELF_TEST")
    run = subprocess.run([program], capture_output=True, check=False)
    assert run.returncode == 0, run.stdout
    assert weights.input_names[0].encode() in run.stdout
    assert b" 0 wrong outputs" in run.stdout


def answers(
    tmp_path: Path, weights: WeightsFile, rows: FloatArray, *options: str
) -> list[list[str]]:
    """Return what a program makes of the patterns that includes the header, in words."""
    (tmp_path / "net.h").write_bytes(to_c(weights))
    client = tmp_path / "client.c"
    name = named(weights)
    client.write_text(CLIENT, encoding="ascii")
    program = compiled(
        COMPILERS[0],
        client,
        f"-DNAME={name}",
        f"-DINPUTS={name.upper()}_INPUTS",
        f"-DOUTPUTS={name.upper()}_OUTPUTS",
        '-DHEADER="net.h"',
        *options,
    )
    said = "\n".join(" ".join(value.hex() for value in row) for row in rows.tolist())
    run = subprocess.run([program], input=said, capture_output=True, text=True, check=True)
    return [line.split() for line in run.stdout.splitlines()]


@needs_a_compiler
@pytest.mark.parametrize(
    "network", ["hard scaling", "hard values", "hard names", "connections that skip layers"]
)
def test_that_a_program_gives_the_same_outputs(tmp_path: Path, network: str) -> None:
    weights = EXPORTED[network]()
    rows = patterns_for(weights)
    with np.errstate(all="ignore"):
        wanted = weights.predict(rows)
    said = answers(tmp_path, weights, rows)
    found = np.array([[float.fromhex(v) for v in line[: wanted.shape[1]]] for line in said])
    sizes = np.maximum(np.abs(wanted), weights.target_scaling.scale)
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    with np.errstate(all="ignore"):
        assert (same | (np.abs(found - wanted) <= 1e-12 * sizes)).all()


@needs_a_compiler
@pytest.mark.parametrize("network", ["a binary output", "tanh and softmax"])
def test_that_a_program_names_the_class(tmp_path: Path, network: str) -> None:
    weights = EXPORTED[network]()
    assert weights.classes is not None
    rows = patterns_for(weights)
    outputs = weights.predict(rows)
    right = outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] >= 0.5).astype(int)
    said = [line[outputs.shape[1] :] for line in answers(tmp_path, weights, rows, "-DCLASSES")]
    assert said == [[str(k), weights.classes[k]] for k in right.tolist()]
    assert len(set(right.tolist())) > 1


@needs_a_compiler
def test_that_the_self_test_finds_a_changed_weight(tmp_path: Path) -> None:
    weights = EXPORTED["tanh and tanh"]()
    text = to_c(weights).decode()
    weight = double(float(weights.network.weights(1, 0)[0, 0]))
    assert weight in text
    header = tmp_path / "net.h"
    header.write_text(text.replace(weight, "0x1p-1"), encoding="utf-8")
    run = subprocess.run(
        [compiled(COMPILERS[0], header, "-DNETWORK_SELF_TEST")], capture_output=True, check=False
    )
    assert run.returncode == 1
    assert b"and should be" in run.stdout


@needs_a_compiler
def test_that_a_network_for_pictures_compiles_in_seconds(tmp_path: Path) -> None:
    network = create_network((784, 128, 10), output="softmax")
    network = initialise(network, Initialisation(seed=1))
    pixels = Scaling("0-1", np.zeros(784), np.full(784, 255.0))
    weights = WeightsFile(network, pixels, Scaling.identity(10), tuple("0123456789"))
    header = tmp_path / "net.h"
    header.write_bytes(to_c(weights))
    program = compiled(COMPILERS[0], header, "-DNETWORK_SELF_TEST")
    assert subprocess.run([program], capture_output=True, check=False).returncode == 0
    assert compared(weights, header.read_bytes(), FORMAT, None)[1] == 0


@pytest.mark.parametrize("network", EXPORTED)
def test_that_the_numbers_read_back_are_the_same_bits(network: str) -> None:
    weights = EXPORTED[network]()
    again = FORMAT.read_back(to_c(weights), weights)
    assert again.network.parameters.tobytes() == weights.network.parameters.tobytes()
    assert again.network.present.tobytes() == weights.network.present.tobytes()
    for ours, theirs in (
        (again.input_scaling, weights.input_scaling),
        (again.target_scaling, weights.target_scaling),
    ):
        assert ours.offset.tobytes() == theirs.offset.tobytes()
        assert ours.scale.tobytes() == theirs.scale.tobytes()


def test_that_a_header_of_another_network_is_refused() -> None:
    weights = EXPORTED["tanh and tanh"]()
    data = to_c(weights)
    narrow = WeightsFile(create_network((2, 4, 3)), Scaling.identity(2), Scaling.identity(3))
    with pytest.raises(WeightsError, match="w_1_0” has 12 numbers, not 8"):
        FORMAT.read_back(data, narrow)
    skipping = create_network((3, 4, 3), skip=True)
    with pytest.raises(WeightsError, match="no array “w_2_0”"):
        FORMAT.read_back(data, WeightsFile(skipping, Scaling.identity(3), Scaling.identity(3)))
    number = re.compile(rb"(w_1_0\[4 \* 3\] = \{\n    )[^,]+")
    with pytest.raises(WeightsError, match="“x1” is no number"):
        FORMAT.read_back(number.sub(rb"\1x1", data), weights)


def test_that_a_value_changed_on_the_way_is_noticed() -> None:
    weights = EXPORTED["tanh and tanh"]()
    weight = double(float(weights.network.weights(1, 0)[0, 0]))
    damaged = to_c(weights).replace(weight.encode(), b"0x1p-1")
    with pytest.raises(WeightsError, match="Nothing was written: read back from C header"):
        compared(weights, damaged, FORMAT, None)


def test_that_a_network_too_large_for_a_compiler_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights_c, "MOST_WEIGHTS", 10)
    with pytest.raises(WeightsError, match="too much for a C compiler"):
        to_c(EXPORTED["tanh and tanh"]())


def test_that_locks_are_not_said_is_told() -> None:
    losses = FORMAT.losses(EXPORTED["absent and locked connections"]())
    assert losses == ("It does not say which weights are locked.",)


def test_that_a_network_whose_outputs_are_rounding_errors_has_no_self_test() -> None:
    # Two hidden units of the same sum cancel, but for what rounding makes of their weights.
    network = create_network((2, 2, 1), hidden="linear", output="linear", bias=False)
    network = network.with_parameters([1 / 3, 0.7, 1 / 3, 0.7, 1e20, -1e20])
    weights = WeightsFile(network, Scaling.identity(2), Scaling.identity(1))
    assert "#error" in to_c(weights).decode()
    assert "There is no self-test" in FORMAT.losses(weights)[0]


def test_that_a_name_longer_than_a_string_may_be_is_cut_and_told() -> None:
    weights = replace(EXPORTED["a binary output"](), target_names=("é" * 3000,))
    assert "Names of more than 1,000 bytes are cut." in FORMAT.losses(weights)
    longest = max(len(literal) for literal in re.findall(rb'"[^"\n]*"', to_c(weights)))
    assert longest <= 4 * 1000 + 2
    assert FORMAT.losses(EXPORTED["a binary output"]()) == ()


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (1.0, "0x1p+0"),
        (-0.0, "-0x0p+0"),
        (0.1, "0x1.999999999999ap-4"),
        (5e-324, "0x0.0000000000001p-1022"),
        (-1e300, "-0x1.7e43c8800759cp+996"),
    ],
)
def test_that_numbers_are_written_to_the_bit(value: float, literal: str) -> None:
    assert double(value) == literal
    assert np.float64(float.fromhex(literal)).tobytes() == np.float64(value).tobytes()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("XOR", "xor"),
        ("Größe & Gewicht", "große_gewicht".replace("ß", "")),
        ("2 spirals", "n_2_spirals"),
        ("ночь", "network"),
        ("42", "network"),
        ("__init__", "init"),
        ("a" * 99, "a" * 40),
    ],
)
def test_that_identifiers_are_made_of_any_name(text: str, name: str) -> None:
    assert identifier(text, "network") == name


def test_that_names_cannot_leave_their_string_or_remark() -> None:
    assert string('a"b\\?é\n') == '"a\\"b\\\\\\?\\303\\251\\012"'
    assert "*/" not in remark("x */ y **/ /*/")
    assert "??/" not in remark("??/")
    assert "\n" not in remark("a\nb")

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats import weights_latex, weights_markdown, weights_tables
from bpgui.formats.latex_text import latex
from bpgui.formats.weights import export_weights, import_weights
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_latex import number, to_latex
from bpgui.formats.weights_markdown import escaped, to_markdown
from bpgui.formats.weights_report import compared
from bpgui.formats.weights_tables import enough_digits
from tests.formats.exported_networks import EXPORTED, HARD_NAMES, patterns_for
from tests.formats.test_weights import weights_files

FORMATS = (weights_markdown.FORMAT, weights_latex.FORMAT)
Write = Callable[[WeightsFile, int], bytes]
of_both = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.key)


@of_both
@pytest.mark.parametrize("network", EXPORTED)
def test_that_the_printed_numbers_give_the_outputs(network: str, form: WeightsFormat) -> None:
    weights = EXPORTED[network]()
    data = form.write(weights)
    assert compared(weights, data, form, None)[1] < np.inf
    compared(weights, data, form, patterns_for(weights))
    again = form.read_back(data, weights)
    assert again.network.present.tobytes() == weights.network.present.tobytes()


@of_both
@given(weights=weights_files())
def test_that_any_network_is_read_back_within_the_digits(
    weights: WeightsFile, form: WeightsFormat
) -> None:
    again = form.read_back(form.write(weights), weights)
    np.testing.assert_allclose(
        again.network.parameters, weights.network.parameters, rtol=5.1e-6, atol=0
    )
    np.testing.assert_allclose(again.input_scaling.scale, weights.input_scaling.scale, rtol=5.1e-6)


@pytest.mark.parametrize("write", [to_markdown, to_latex])
def test_that_seventeen_digits_give_every_bit(write: Write) -> None:
    form = FORMATS[write is to_latex]
    weights = EXPORTED["hard values"]()
    again = form.read_back(write(weights, 17), weights)
    assert again.network.parameters.tobytes() == weights.network.parameters.tobytes()
    assert compared(weights, write(weights, 17), form, None)[1] == 0


def test_that_more_digits_are_printed_where_weights_nearly_cancel() -> None:
    network = create_network((1, 2, 1), hidden="linear", output="linear", bias=False)
    scalings = Scaling.identity(1), Scaling.identity(1)
    plain = WeightsFile(network.with_parameters([0.1, 0.2, 0.3, 0.4]), *scalings)
    assert enough_digits(plain) == 6
    cancelling = network.with_parameters([1.0, 1 + 1 / 3e7, 1e7, -1e7])
    weights = WeightsFile(cancelling, *scalings)
    assert enough_digits(weights) == 15
    for form in FORMATS:
        assert "15 significant digits" in form.losses(weights)[0]
        assert form.losses(plain) == ()
        compared(weights, form.write(weights), form, None)


def test_that_no_weight_is_rounded_beyond_the_largest_number() -> None:
    # The first output wants ten digits, which would make the weight of the second infinite.
    network = create_network((1, 2, 2), hidden="linear", output="sigmoid", bias=False)
    largest = float(np.finfo(np.float64).max)
    network = network.with_parameters([1.0, 1 + 1 / 3e5, 1e4, -1e4, largest, 0.0])
    weights = WeightsFile(network, Scaling.identity(1), Scaling.identity(2))
    assert enough_digits(weights) == 12
    assert not np.isfinite(float(f"{largest:.10g}"))
    for form in FORMATS:
        again = form.read_back(form.write(weights), weights)
        assert np.isfinite(again.network.parameters).all()


def small() -> WeightsFile:
    network = create_network((2, 1), input_names=["a|b", "c"], output_names=["y_1"])
    present = np.array([True, False, True])
    network = replace(network, parameters=np.array([-1e-7, 0.0, 2.5]), present=present)
    return replace(
        WeightsFile(network, Scaling.identity(2), Scaling.identity(1)), dataset_name="50 % & more"
    )


def test_that_markdown_reads_well() -> None:
    lines = to_markdown(small()).decode().splitlines()
    assert lines[0] == "# Weights of 50 % &amp; more"
    assert "An empty cell is a connection that is absent." in lines[2]
    assert lines[4:] == [
        "## Output: 1 unit, sigmoid",
        "",
        r"|  | a\|b | c | bias |",
        "| :--- | ---: | ---: | ---: |",
        r"| y\_1 | -1e-07 |  | 2.5 |",
    ]


def test_that_latex_reads_well() -> None:
    text = to_latex(small()).decode()
    assert r"\section*{Weights of 50 \% \& more}" in text
    assert "\n" + r"\hline  & a\textbar{}b & c & bias \\ \hline \endhead" in text
    assert "\n" + r"y\_1 & $-1\cdot10^{-7}$ &  & $2.5$ \\" in text


def test_that_a_wide_layer_goes_on_below() -> None:
    weights = EXPORTED["hard names"]()
    text = to_latex(weights).decode()
    assert text.count(r"\subsection*") == 2
    # 16 inputs and a bias, then 16 inputs, 5 hidden units and a bias, five columns each.
    assert text.count(r"\begin{longtable}") == 4 + 5


PDFLATEX = shutil.which("pdflatex")


@pytest.mark.skipif(PDFLATEX is None, reason="there is no LaTeX")
@pytest.mark.parametrize("network", ["hard names", "hard values", "connections that skip layers"])
def test_that_latex_sets_the_document(tmp_path: Path, network: str) -> None:
    weights = EXPORTED[network]()
    names = tuple(f"{name} αΩλ ŷ₁²ñçğ ½ß ''``--?`" for name in weights.target_names)
    (tmp_path / "net.tex").write_bytes(to_latex(replace(weights, target_names=names)))
    subprocess.run(
        [str(PDFLATEX), "-halt-on-error", "-interaction=batchmode", "-no-shell-escape", "net.tex"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "net.pdf").read_bytes().startswith(b"%PDF")


@given(st.text() | st.sampled_from(HARD_NAMES))
def test_that_no_name_leaves_its_cell(name: str) -> None:
    for cell in (escaped(name), latex(name)):
        assert cell.strip()
        assert len(cell.splitlines()) == 1
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", escaped(name))
    # What stands behind a backslash is one letter, or a word that ends in a brace.
    text = re.sub(r"\\ensuremath\{([_^]?\{?[\\\w()+=-]+\}?)\}", "", latex(name))
    plain = re.sub(r"\\([a-zA-Z]+|.)", "", text)
    assert not set(plain) & set("&%$#_~^\\")
    assert latex(name).replace(r"\{", "").count("{") == latex(name).replace(r"\}", "").count("}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x₁", r"x\ensuremath{_{1}}"),
        ("ŷ", r"\^{y}"),
        ("Größe", r"Gr\"{o}\ss{}e"),
        ("λΩ", r"\ensuremath{\lambda}\ensuremath{\Omega}"),
        ("温", r"\bpguiletter{6E29}{温}"),
        ("--", "{-}{-}"),
        ("\n", "?"),
    ],
)
def test_that_latex_shows_letters_beyond_ascii(name: str, said: str) -> None:
    assert latex(name) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.1, "$0.1$"),
        (-0.0, "$-0$"),
        (5e-324, r"$4.94066\cdot10^{-324}$"),
        (1e300, r"$1\cdot10^{300}$"),
    ],
)
def test_that_numbers_are_set_as_mathematics(value: float, said: str) -> None:
    assert number(value, 6) == said


@of_both
def test_that_tables_of_another_network_are_refused(form: WeightsFormat) -> None:
    weights = EXPORTED["tanh and tanh"]()
    data = form.write(weights)
    for sizes, sentence in (((3, 3), "2 tables, not 1"), ((3, 5, 3), "another shape")):
        other = WeightsFile(create_network(sizes), Scaling.identity(3), Scaling.identity(3))
        with pytest.raises(WeightsError, match=sentence):
            form.read_back(data, other)
    cell = re.search(rb"0\.\d{6}", data)
    assert cell is not None
    with pytest.raises(WeightsError, match=r"Line \d+: “.*” is not a number"):
        form.read_back(data.replace(cell[0], b"0.x"), weights)
    with pytest.raises(WeightsError, match="Nothing was written"):
        compared(weights, data.replace(cell[0], b"9.5"), form, None)


@of_both
def test_that_nobody_is_made_to_read_too_many_numbers(
    form: WeightsFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_tables, "MOST_NUMBERS", 10)
    with pytest.raises(WeightsError, match="31 weights are too many"):
        form.write(EXPORTED["tanh and tanh"]())


@of_both
def test_that_locks_are_not_said_is_told(form: WeightsFormat) -> None:
    losses = form.losses(EXPORTED["absent and locked connections"]())
    assert losses == (
        "Numbers are rounded to 6 significant digits, for reading.",
        "It does not say which weights are locked.",
    )


@pytest.mark.parametrize("suffix", [".h", ".py", ".md", ".tex"])
def test_that_what_is_written_only_is_said_to_be_so(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"net{suffix}"
    report = export_weights(EXPORTED["hard names"](), path)
    with pytest.raises(WeightsError, match=f"is of the format {report.format.title}, which is"):
        import_weights(path)

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bpgui.data.problems import XOR, problem_network
from bpgui.formats import (
    weights_json_reader,
    weights_json_writer,
    weights_layers,
    weights_npz,
)
from bpgui.formats.weights import WeightsError, WeightsFile
from bpgui.formats.weights_json import to_json
from bpgui.formats.weights_json_reader import from_json
from bpgui.formats.weights_npz import from_npz, to_npz

WEIGHTS = WeightsFile.of(problem_network(XOR), XOR.make(), XOR.settings)
Change = Callable[[Any], object]


def read_changed(change: Change) -> WeightsFile:
    """Read the weights after a change of what the JSON says."""
    said = json.loads(to_json(WEIGHTS))
    change(said)
    return from_json(json.dumps(said).encode(), "w.json")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda w: w.update(format="keras"), "is not a weights file of bpgui"),
        (lambda w: w.update(version=2), "of version 2, and this program reads version 1"),
        (lambda w: w.update(version=True), "of version True"),
        (lambda w: w.pop("layers"), "“w.json” does not say “layers”"),
        (lambda w: w.update(layers=[]), "2 to 1,000 layers, not 0"),
        (lambda w: w["layers"][1].pop("weights"), "Layer 2 .* does not say “weights”"),
        (lambda w: w["layers"][1].update(units=4), "Layer 2 .* has 4 units but 3 unit names"),
        (lambda w: w["layers"][1].update(activation="step"), "There is no activation 'step'"),
        (lambda w: w["layers"][1].update(activation="softmax"), "Softmax belongs to the output"),
        (lambda w: w["layers"][1].update(unit_names=["a"] * 3), "different names"),
        (
            lambda w: w["layers"][1]["weights"]["Input"].pop(),
            "“Hidden 1”, weights from “Input”: 2 rows for a layer of 3 units",
        ),
        (
            lambda w: w["layers"][1]["weights"]["Input"][2].append(1.0),
            "“Hidden 1”, weights from “Input”, row 3: 3 numbers for 2 source units",
        ),
        (
            lambda w: w["layers"][1]["weights"]["Input"][2].__setitem__(1, "1.0"),
            "row 3, number 2, must be a finite number",
        ),
        (
            lambda w: w["layers"][2]["biases"].__setitem__(0, 10**400),
            "“Output”, biases, row 1, number 1, must be a finite number",
        ),
        (
            lambda w: w["layers"][1].update(weights={"Hidden 1": []}),
            "Layer 2 can receive from earlier layers only",
        ),
        (lambda w: w["layers"][1].update(weights={"Nobody": []}), "names a layer “Nobody”"),
        (lambda w: w["layers"][1].update(weights={}), "must receive from at least one"),
        (lambda w: w["layers"][1].update(locked_weights={"Input": [[3, 0]]}), "to be locked"),
        (lambda w: w["layers"][1].update(locked_biases=[3]), "no unit 3 to be locked"),
        (lambda w: w["input_scaling"].update(scale=[1.0, 0.0]), "greater than zero"),
        (lambda w: w["input_scaling"].update(kind="log"), "no scaling “log”"),
        (
            lambda w: w["input_scaling"].update(offset=[0.0], scale=[1.0]),
            "scaling of the inputs does not fit",
        ),
        (lambda w: w.update(target_names=["a", "b"]), "names of the targets do not fit"),
        (lambda w: w["settings"].update(momentum=2.0), "“settings”: The momentum must be"),
        (lambda w: w["settings"].update(momentum="much"), "must be a finite number"),
        (lambda w: w["settings"].update(warp=9), "says “warp”"),
        (lambda w: w["settings"].update(schedule=[{"sweep": 1}]), "does not say “learning_rate”"),
    ],
)
def test_that_a_file_that_does_not_fit_is_refused(change: Change, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        read_changed(change)


def test_that_a_number_beyond_all_doubles_is_refused() -> None:
    bias = repr(float(WEIGHTS.network.parameters[-1])).encode()
    data = to_json(WEIGHTS).replace(bias, b"1e999")
    with pytest.raises(WeightsError, match="“Output”, biases, row 1, number 1, must be a finite"):
        from_json(data, "w.json")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "is not complete JSON: line 1"),
        (b'{"format": "bpgui-weights",\n "version"', "is not complete JSON: line 2"),
        (b"[1]", "must be an object"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": 1, "a": 2}', "“a” is said twice"),
        (b"\xff\xfe\xff", "is not JSON text"),
        (b'{"a": ' + b"1" * 5000 + b"}", "is not JSON text"),
    ],
)
def test_that_what_is_no_json_is_refused(text: bytes, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        from_json(text, "w.json")


def test_that_whole_numbers_and_reordered_members_are_read() -> None:
    def change(said: dict[str, Any]) -> None:
        said["layers"][2]["biases"] = [2]
        said["layers"] = [dict(reversed(layer.items())) for layer in said["layers"]]

    assert read_changed(change).network.biases(2).tolist() == [2.0]  # type: ignore[union-attr]


def rezip(change: Callable[[dict[str, bytes]], object], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return the NPZ file after a change of its members."""
    with zipfile.ZipFile(io.BytesIO(to_npz(WEIGHTS))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def npy(array: object, **options: Any) -> bytes:  # noqa: ANN401
    file = io.BytesIO()
    np.save(file, np.asarray(array), **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("W_1_0", npy(np.zeros((2, 3))), r"“Hidden 1”, array “W_1_0” has the shape \(2, 3\)"),
        ("W_1_0", npy(np.full((3, 2), np.nan)), "“W_1_0” holds a number that is not finite"),
        ("W_1_0", npy(np.zeros((300, 200))), "“W_1_0” is larger than the network needs"),
        ("W_1_0", npy(np.zeros((3, 2), np.float32)), "numbers of 64 bits"),
        ("W_1_0", npy(np.array([None] * 6), allow_pickle=True), "does not begin as a NumPy array"),
        ("W_1_0", npy(np.zeros((3, 2)))[:-8], "not as long as it says"),
        ("W_1_0", b"", "does not begin as a NumPy array"),
        ("b_1_locked", npy(np.zeros(3)), "b_1"),
        ("header", npy(3.0), "must be one piece of text"),
        ("header", npy("{}"), "is not a weights file of bpgui"),
        ("header", npy("[" * 100_000), "nested too deeply"),
        ("input_scale", npy(["1", "2"]), "must be numbers|larger"),
        ("target_scale", npy([-1.0]), "greater than zero"),
    ],
)
def test_that_an_array_that_does_not_fit_is_refused(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        from_npz(rezip(lambda members: members.update({f"{name}.npy": data})), "w.npz")


def test_that_a_missing_array_is_named() -> None:
    with pytest.raises(WeightsError, match="The array “b_2” is missing"):
        from_npz(rezip(lambda members: members.pop("b_2.npy")), "w.npz")


def test_that_a_header_that_promises_terabytes_allocates_nothing() -> None:
    honest = npy(np.zeros((3, 2)))
    lying = honest.replace(b"(3, 2), }      ", b"(300000, 20000)")
    assert len(lying) == len(honest)
    with pytest.raises(WeightsError, match="W_1_0"):
        from_npz(rezip(lambda members: members.update({"W_1_0.npy": lying})), "w.npz")


def test_that_a_zip_bomb_is_not_inflated() -> None:
    bomb = rezip(
        lambda members: members.update({"W_1_0.npy": npy(np.zeros((3, 2))) + bytes(50_000_000)}),
        zipfile.ZIP_DEFLATED,
    )
    assert len(bomb) < 200_000
    with pytest.raises(WeightsError, match="larger than the network needs"):
        from_npz(bomb, "w.npz")


def test_that_compressed_and_column_first_arrays_of_others_are_read() -> None:
    values = np.asfortranarray(np.arange(6.0).reshape(3, 2))
    changed = rezip(
        lambda members: members.update({"W_1_0.npy": npy(values)}), zipfile.ZIP_DEFLATED
    )
    np.testing.assert_array_equal(from_npz(changed, "w").network.weights(1, 0), values)
    with pytest.raises(WeightsError, match="compressed in a way"):
        from_npz(rezip(lambda _members: None, zipfile.ZIP_LZMA), "w.npz")


@pytest.mark.parametrize(
    ("module", "limit", "sentence"),
    [
        (weights_json_reader, "LARGEST_JSON", "larger than"),
        (weights_layers, "MOST_UNITS", "1 to 2 units"),
        (weights_layers, "MOST_PARAMETERS", "more than 2 weights"),
    ],
)
def test_that_limits_of_json_hold(
    monkeypatch: pytest.MonkeyPatch, module: object, limit: str, sentence: str
) -> None:
    data = to_json(WEIGHTS)
    monkeypatch.setattr(module, limit, 2)
    with pytest.raises(WeightsError, match=sentence):
        from_json(data, "w.json")


def test_that_other_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = to_npz(WEIGHTS)
    monkeypatch.setattr(weights_json_writer, "LARGEST_JSON", 2)
    with pytest.raises(WeightsError, match=r"export them as \.npz"):
        to_json(WEIGHTS)
    monkeypatch.setattr(weights_npz, "_MOST_MEMBERS", 2)
    with pytest.raises(WeightsError, match="too many arrays"):
        from_npz(data, "w.npz")
    monkeypatch.setattr(weights_npz, "LARGEST_NPZ", 2)
    with pytest.raises(WeightsError, match="larger than"):
        from_npz(data, "w.npz")

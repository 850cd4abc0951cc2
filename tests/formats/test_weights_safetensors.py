import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, load_file, save

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.network import create_network
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import (
    WeightsError,
    WeightsFile,
    WeightsIncomplete,
    export_weights,
    import_weights,
)
from bpgui.formats.weights_safetensors import FORMAT, from_safetensors
from tests.formats.weights_cases import CASE_IDS, CASES, Case, digits_case, wanted_labels

RNG = np.random.default_rng(8)


def linear(units: int, sources: int) -> tuple[np.ndarray, np.ndarray]:
    return RNG.normal(size=(units, sources)), RNG.normal(size=units)


def present(*sizes: int, bias: bool = True) -> WeightsFile:
    network = create_network(sizes, hidden="tanh", output="linear", bias=bias)
    return WeightsFile(network, Scaling.identity(sizes[0]), Scaling.identity(sizes[-1]))


def written(header: Mapping[str, Any] | bytes, body: bytes = b"") -> bytes:
    """Return a file with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


@pytest.mark.parametrize("case", CASES, ids=CASE_IDS)
def test_that_the_library_reads_what_gives_the_same_outputs(case: Case, tmp_path: Path) -> None:
    report = export_weights(case.weights, tmp_path / "w.safetensors", rows=case.rows)
    tensors = load_file(tmp_path / "w.safetensors")
    a = [case.weights.input_scaling.apply(case.rows)]
    for k, layer in enumerate(case.weights.network.layers[1:]):
        weight = tensors.pop(f"layers.{k}.weight")
        bias = tensors.pop(f"layers.{k}.bias") if layer.bias else 0.0
        assert weight.dtype == np.float64
        assert weight.shape[0] == layer.units
        with np.errstate(all="ignore"):
            z = np.concatenate([a[source] for source in layer.sources], axis=1) @ weight.T + bias
            a.append(ACTIVATIONS[layer.activation].f(z))
    assert not tensors
    outputs = case.weights.target_scaling.undo(a[-1])
    np.testing.assert_allclose(outputs, case.weights.predict(case.rows), rtol=1e-12, atol=1e-12)
    assert report.largest_difference == 0


@pytest.mark.parametrize("case", [*CASES, digits_case()], ids=[*CASE_IDS, "digits"])
def test_that_every_bit_comes_back(case: Case) -> None:
    again = from_safetensors(FORMAT.write(case.weights), "w")
    network = case.weights.network
    assert again.network.layers == network.layers
    for vector in ("parameters", "present", "locked"):
        assert getattr(again.network, vector).tobytes() == getattr(network, vector).tobytes()
    assert again.predict(case.rows).tobytes() == case.weights.predict(case.rows).tobytes()
    assert FORMAT.write(again) == FORMAT.write(case.weights)


PYTORCH = """
import json, sys
import numpy as np, torch

for name in json.loads(sys.argv[1]):
    model = __import__(name + "_torch").load()
    rows = torch.from_numpy(np.load(name + ".npy"))
    np.save(name + ".outputs.npy", model(rows).detach().numpy())
    labels = model.label(rows) if model.classes else []
    open(name + ".json", "w", encoding="utf-8").write(json.dumps(labels))
"""


def test_that_pytorch_loads_the_file_with_the_script_beside_it(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    for number, case in enumerate(CASES):
        export_weights(case.weights, tmp_path / f"w{number}.safetensors", companions=True)
        np.save(tmp_path / f"w{number}.npy", case.rows)
    names = json.dumps([f"w{number}" for number in range(len(CASES))])
    paths = os.pathsep.join(path for path in sys.path if path)
    subprocess.run(
        [sys.executable, "-c", PYTORCH, names],
        cwd=tmp_path,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    for number, case in enumerate(CASES):
        outputs = np.load(tmp_path / f"w{number}.outputs.npy")
        wanted = case.weights.predict(case.rows)
        np.testing.assert_allclose(outputs, wanted, rtol=1e-11, atol=1e-11)
        labels = json.loads((tmp_path / f"w{number}.json").read_text(encoding="utf-8"))
        assert labels == wanted_labels(case, wanted)


def test_that_the_script_stands_beside_the_file_on_request_only(tmp_path: Path) -> None:
    report = export_weights(CASES[0].weights, tmp_path / "my-net.safetensors")
    assert report.companions == ()
    report = export_weights(CASES[0].weights, tmp_path / "my-net.safetensors", companions=True)
    assert [path.name for path in report.companions] == ["my_net_torch.py"]
    text = report.companions[0].read_text(encoding="utf-8")
    compile(text, "my_net_torch.py", "exec")
    assert "'my-net.safetensors'" in text


def test_that_what_pytorch_does_not_know_is_said() -> None:
    assert FORMAT.losses(CASES[0].weights) == ()
    said = " ".join(FORMAT.losses(CASES[2].weights))
    assert "PyTorch knows no absent connections" in said
    assert "PyTorch knows no locked weights" in said


# ---- files of other programs ---------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_that_linear_layers_go_into_the_present_network(tmp_path: Path, dtype: type) -> None:
    (w1, b1), (w2, b2) = linear(4, 3), linear(2, 4)
    tensors = {"net.2.weight": w2, "net.2.bias": b2, "net.0.weight": w1, "net.0.bias": b1}
    path = tmp_path / "torch.safetensors"
    path.write_bytes(save({name: values.astype(dtype) for name, values in tensors.items()}))
    with pytest.raises(WeightsIncomplete, match="layers of 4 – 2 units but does not say"):
        import_weights(path)
    network = import_weights(path, present(3, 4, 2)).network
    assert network.layers[1].activation == "tanh"
    assert network.weights(1, 0).tolist() == w1.astype(dtype).tolist()
    assert network.biases(2).tolist() == b2.astype(dtype).tolist()  # type: ignore[union-attr]


def test_that_bfloat16_is_read() -> None:
    values = np.array([[1.0, -2.5, 3e38]], np.float32)
    body = (values.view(np.uint32) >> 16).astype("<u2").tobytes()
    header = {"w.weight": {"dtype": "BF16", "shape": [1, 3], "data_offsets": [0, 6]}}
    network = FORMAT.read_back(written(header, body), present(3, 1, bias=False)).network
    np.testing.assert_allclose(network.parameters, values[0], rtol=0.01)
    assert network.parameters[:2].tolist() == [1.0, -2.5]


def test_that_names_are_put_in_the_order_of_their_numbers() -> None:
    sizes = [2] * 13
    tensors = {f"layers.{k}.weight": np.full((2, 2), float(k)) for k in range(12)}
    network = FORMAT.read_back(save(tensors), present(*sizes)).network
    assert [network.weights(k + 1, k)[0, 0] for k in range(12)] == list(range(12))


def test_that_layers_without_order_are_matched_by_their_shapes() -> None:
    (w1, _), (w2, _) = linear(4, 3), linear(2, 4)
    data = save({"encoder.weight": w1, "decoder.weight": w2})
    network = FORMAT.read_back(data, present(3, 4, 2)).network
    assert network.weights(1, 0).tolist() == w1.tolist()
    assert network.weights(2, 1).tolist() == w2.tolist()


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ((3, 5, 2), "the weights of “Hidden 1” are 4 × 3 where the network has 5 × 3"),
        ((3, 4, 1), "the weights of “Output” are 2 × 4 where the network has 1 × 4"),
        ((3, 2), "has 2 matrices of weights, and the network has 1 layers"),
    ],
)
def test_that_a_mismatch_names_the_layer(sizes: tuple[int, ...], sentence: str) -> None:
    (w1, b1), (w2, b2) = linear(4, 3), linear(2, 4)
    data = save({"0.weight": w1, "0.bias": b1, "1.weight": w2, "1.bias": b2})
    with pytest.raises(WeightsError, match=sentence):
        FORMAT.read_back(data, present(*sizes))


def test_that_biases_nobody_has_are_refused_and_none_are_zeros() -> None:
    weight, bias = linear(2, 3)
    with pytest.raises(WeightsError, match="has biases for “Output”, which has none"):
        FORMAT.read_back(save({"a.weight": weight, "a.bias": bias}), present(3, 2, bias=False))
    again = FORMAT.read_back(save({"a.weight": weight}), present(3, 2))
    assert again.network.biases(1).tolist() == [0, 0]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        ({"conv.weight": np.zeros((2, 2, 3, 3))}, r"“conv\.weight” of shape \[2, 2, 3, 3\]"),
        ({"a.weight": np.zeros((2, 3)), "a.running_mean": np.zeros(2)}, "a.running_mean"),
        ({"a.weight": np.zeros((2, 3), np.int64)}, "of the type I64"),
        ({"a.weight": np.full((2, 3), np.nan)}, "“Output” has a weight that is not a finite"),
        ({"x": np.zeros(3)}, "neither the matrix of a linear layer"),
        ({}, "has no weights in it"),
    ],
)
def test_that_what_is_no_linear_layer_is_named(
    tensors: dict[str, np.ndarray], sentence: str
) -> None:
    with pytest.raises(WeightsError, match=sentence):
        FORMAT.read_back(save(tensors), present(3, 2))


def one(dtype: str, shape: list[int], offsets: list[int]) -> dict[str, Any]:
    return {"a.weight": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no safetensors file"),
        ((2**63).to_bytes(8, "little") + b"{}", "no safetensors file"),
        (written(b"{"), "no safetensors file"),
        (written(b"[]"), "no safetensors file"),
        (written(one("F64", [2**40, 2**40], [0, 8]), bytes(8)), "not as long as its shape"),
        (written(one("F64", [1, 1], [0, 16]), bytes(8)), "not as long as its shape"),
        (written(one("F64", [1, 1], [8, 0]), bytes(8)), "not as long as its shape"),
        (written(one("F64", [1, 1], [8, 16]), bytes(16)), "does not begin where it should"),
        (written(one("F64", [1, 1], [0, 8]), bytes(9)), "longer or shorter"),
        (written(one("F64", [1] * 9, [0, 8]), bytes(8)), "9 dimensions"),
        (written(one("F4", [1, 1], [0, 8]), bytes(8)), "a type this program does not know"),
        (written({"__metadata__": {"bpgui": 3}}), "must be text"),
        (written({"__metadata__": {"bpgui": "{}"}}), "not a weights file of bpgui"),
        (written({"__metadata__": 3}), "must be an object"),
        (written({"a": 3}), "must be an object"),
    ],
)
def test_that_a_header_that_lies_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        from_safetensors(data, "w.safetensors")


def metadata_of(data: bytes) -> dict[str, str]:
    length = int.from_bytes(data[:8], "little")
    metadata: dict[str, str] = json.loads(data[8 : 8 + length])["__metadata__"]
    return metadata


def changed(change: Mapping[str, Any]) -> bytes:
    """Return our own file with other entries in its description."""
    data = FORMAT.write(CASES[2].weights)
    described = {**json.loads(metadata_of(data)["bpgui"]), **change}
    return save(load(data), {"bpgui": json.dumps(described)})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"absent": []}, ""),
        ({"absent": [10**6]}, "“absent” names the parameter 1,000,000"),
        ({"locked": [-1]}, "must be a whole number"),
        ({"absent": list(range(5))}, "not 0 where it says there is none"),
    ],
)
def test_that_marks_that_lie_are_refused(change: Mapping[str, Any], sentence: str) -> None:
    if not sentence:
        assert from_safetensors(changed(change), "w").network.present.all()
        return
    with pytest.raises(WeightsError, match=sentence):
        from_safetensors(changed(change), "w")


def test_that_tensors_that_are_missing_or_too_many_are_named() -> None:
    data = FORMAT.write(CASES[0].weights)
    tensors, metadata = load(data), metadata_of(data)
    with pytest.raises(WeightsError, match="tensors that belong to none"):
        from_safetensors(save({**tensors, "more": np.zeros(1)}, metadata), "w")
    del tensors["layers.1.bias"]
    with pytest.raises(WeightsError, match=r"“layers\.1\.bias” of “Output” is missing"):
        from_safetensors(save(tensors, metadata), "w")

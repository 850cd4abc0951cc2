"""Weights as a NumPy archive: arrays that one line of NumPy loads, and a JSON header."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bpgui.core.layer import Layer
from bpgui.data.scaling import Scaling
from bpgui.formats import strict_json as strict
from bpgui.formats.npy_array import read_member
from bpgui.formats.weights_description import assemble, check_format
from bpgui.formats.weights_error import WeightsError, check_length
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_header import (
    LARGEST_HEADER,
    as_text,
    describe_all,
    read_layers,
)
from bpgui.formats.weights_layers import LayerRecord, make_scaling, network_of

LARGEST_NPZ = 512 * 2**20
_MOST_MEMBERS = 100_000


def to_npz(weights: WeightsFile) -> bytes:
    """Return a weights file as an .npz archive.

    `header` is JSON text; W_<layer>_<source> has the shape units x source units and b_<layer> one
    bias a unit, layers counted from 0 for the inputs. Where connections are absent (their weight
    is then 0) or locked, arrays of truth values say so: W_1_0_present, b_1_locked and the like.
    """
    network = weights.network
    arrays: dict[str, np.ndarray] = {"header": np.array(_header(weights))}
    for end, scaling in _scalings(weights):
        arrays[f"{end}_offset"], arrays[f"{end}_scale"] = scaling.offset, scaling.scale
    for index in range(1, len(network.layers)):
        for name, columns in _blocks(network.layers, index):
            values, present, locked = (
                _block(network.as_matrix(vector, index)[:, columns], name)
                for vector in (network.parameters, network.present, network.locked)
            )
            arrays[name] = values
            if not present.all():
                arrays[f"{name}_present"] = present
            if locked.any():
                arrays[f"{name}_locked"] = locked
    return _archived(arrays)


def from_npz(data: bytes, name: str) -> WeightsFile:
    """Return the weights file in an .npz archive.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsError
        Wherever it is not what `to_npz` writes; the sentence names the array.
    """
    check_length(data, name, LARGEST_NPZ)
    # Before zipfile makes an object of each.
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        raise WeightsError(f"“{name}” has too many arrays for a weights file.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, name)
    except WeightsError:
        raise
    # Whatever zipfile may say about a damaged archive, an encrypted or unknown kind included.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError,
            NotImplementedError, LookupError, OverflowError, MemoryError) as error:  # fmt: skip
        raise WeightsError(f"“{name}” is damaged. Export the weights again.") from error


def _header(weights: WeightsFile) -> str:
    kinds = {f"{end}_scaling": scaling.kind for end, scaling in _scalings(weights)}
    return as_text({**describe_all(weights), **kinds})


def _archived(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return what `numpy.savez` writes, with the same bytes each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return file.getvalue()


def _scalings(weights: WeightsFile) -> tuple[tuple[str, Scaling], tuple[str, Scaling]]:
    return ("input", weights.input_scaling), ("target", weights.target_scaling)


def _blocks(layers: Sequence[Layer], index: int) -> Iterator[tuple[str, slice]]:
    """Iterate over the arrays of a layer: name, and columns of its matrix."""
    column = 0
    for source in layers[index].sources:
        yield f"W_{index}_{source}", slice(column, column + layers[source].units)
        column += layers[source].units
    if layers[index].bias:
        yield f"b_{index}", slice(column, column + 1)


def _block(columns: np.ndarray, name: str) -> np.ndarray:
    return np.ascontiguousarray(columns[:, 0] if name.startswith("b_") else columns)


def _read(archive: zipfile.ZipFile, name: str) -> WeightsFile:
    header = read_member(archive, "header", LARGEST_HEADER)
    if header.dtype.kind != "U" or header.shape:
        raise WeightsError("The array “header” must be one piece of text.")
    entries = strict.parse_object(str(header), f"{name}: header")
    check_format(entries, name)
    layers = read_layers(entries)
    records = [_read_record(archive, layers, index) for index in range(1, len(layers))]
    network = network_of(layers[0], records)
    ends = (("input", network.n_inputs), ("target", network.n_outputs))
    return assemble(entries, network, [_read_scaling(archive, entries, *end) for end in ends])


def _read_record(archive: zipfile.ZipFile, layers: Sequence[Layer], index: int) -> LayerRecord:
    layer = layers[index]
    record = LayerRecord.empty(layer, sum(layers[source].units for source in layer.sources))
    there = set(archive.namelist())
    for name, columns in _blocks(layers, index):
        where = f"“{layer.name}”, array “{name}”"
        for matrix, suffix in (
            (record.values, ""),
            (record.present, "_present"),
            (record.locked, "_locked"),
        ):
            if suffix and f"{name}{suffix}.npy" not in there:
                continue
            part = matrix[:, columns]
            wanted = part[:, 0] if name.startswith("b_") else part
            found = read_member(archive, name + suffix, wanted.size * wanted.itemsize)
            if found.shape != wanted.shape or found.dtype != wanted.dtype:
                raise WeightsError(
                    f"{where} has the shape {found.shape} where the layers have {wanted.shape}."
                )
            wanted[...] = found
        if not np.isfinite(record.values[:, columns]).all():
            raise WeightsError(f"{where} holds a number that is not finite.")
    return record


def _read_scaling(
    archive: zipfile.ZipFile, entries: strict.Object, end: str, columns: int
) -> Scaling:
    where = f"The scaling of the {end}s"
    kind = strict.as_text(strict.member(entries, f"{end}_scaling", "The header"), where)
    offset, scale = (
        read_member(archive, f"{end}_{part}", 8 * columns) for part in ("offset", "scale")
    )
    if not (offset.dtype == scale.dtype == np.float64):
        raise WeightsError(f"{where} must be numbers.")
    return make_scaling(kind, offset, scale, where)


def _read_back(data: bytes, _given: WeightsFile) -> WeightsFile:
    return from_npz(data, "weights.npz")


def _begins(data: bytes) -> bool:
    # The first member of an archive that NumPy wrote has a name with this ending.
    return data.startswith(b"PK") and b".npy" in data[:256]


FORMAT = WeightsFormat(
    key="npz",
    title="NumPy arrays",
    suffix=".npz",
    description="For NumPy: np.load, one array a matrix; keeps everything to the bit.",
    write=to_npz,
    read_back=_read_back,
    read=from_npz,
    recognises=_begins,
)

"""Reading a dense network from ONNX: our own files, and those of other programs."""

from bpgui.core.network import Network
from bpgui.data.scaling import Scaling
from bpgui.formats import strict_json as strict
from bpgui.formats.onnx_graph import Graph
from bpgui.formats.onnx_message import Message, read_model
from bpgui.formats.weights_description import assemble, check_format, read_scaling
from bpgui.formats.weights_error import WeightsError, check_length
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_header import (
    LARGEST_HEADER,
    read_layers,
    read_masks,
)

LARGEST_ONNX = 256 * 2**20


def begins(data: bytes) -> bool:
    """Whether the bytes begin as an ONNX file: the version of its format, a small number."""
    return len(data) > 2 and data[0] == 0x08 and 1 <= data[1] < 64


def from_onnx(data: bytes, name: str) -> WeightsFile:
    """Return the weights file in an ONNX file.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsError
        If it is damaged, or no feed-forward network of dense layers; the sentence names the node.
    """
    check_length(data, name, LARGEST_ONNX)
    try:
        model = read_model(data)
        graph = Graph(model.message("graph"))
        found = graph.weights()
        described = _description(model)
        return found if described is None else _completed(found, described, name)
    except WeightsError as error:
        raise WeightsError(f"“{name}”: {error}") from error
    except ValueError as error:
        raise WeightsError(f"“{name}” holds no network: {error}") from error


def onnx_read_back(data: bytes, _given: WeightsFile) -> WeightsFile:
    """Return what the bytes of an ONNX file say, which is all."""
    return from_onnx(data, "weights.onnx")


def _description(model: Message) -> str | None:
    for pair in model.messages("metadata"):
        if pair.text("key") == "bpgui":
            return pair.text("value")
    return None


def _completed(found: WeightsFile, described: str, name: str) -> WeightsFile:
    """Return what the graph computes, with the names, marks and settings its description adds."""
    if len(described) > LARGEST_HEADER:
        raise WeightsError("The description is too long.")
    entries = strict.parse_object(described, f"{name}: description")
    check_format(entries, name)
    layers = tuple(read_layers(entries))
    graph_layers = found.network.layers
    same = len(layers) == len(graph_layers) and all(
        (a.units, a.activation, a.sources, a.bias) == (b.units, b.activation, b.sources, b.bias)
        for a, b in zip(layers[1:], graph_layers[1:], strict=True)
    )
    if not same or layers[0].units != graph_layers[0].units:
        raise WeightsError("Its description is about another network than its graph.")
    network = found.network
    present, locked = read_masks(entries, network.n_parameters)
    if network.parameters[~present].any():
        raise WeightsError("It has a weight that is not 0 where it says there is none.")
    network = Network(layers, network.parameters, present, locked)
    scalings = [
        _scaling(entries, f"{end}_scaling", there)
        for end, there in (("input", found.input_scaling), ("target", found.target_scaling))
    ]
    return assemble(entries, network, scalings)


def _scaling(entries: strict.Object, key: str, there: Scaling) -> Scaling:
    """Return the scaling of the graph under the name that the description gives it."""
    said = read_scaling(entries, key)
    if said.kind == "none" or there.kind == "none":
        if said.kind != there.kind:
            raise WeightsError("Its description has another scaling than its graph.")
        return there
    return Scaling(said.kind, there.offset, there.scale)

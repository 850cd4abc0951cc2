"""NumPy's .npz files: several arrays, of which pairs such as X and y are one table."""

from bpgui.formats.table_arrays import Part, labels, part_of, table_of_parts
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows, TableFile
from bpgui.formats.table_npy import npy_header, parse_npy
from bpgui.formats.table_zip import Archive

_PAIRS = (
    *(("x", "y"), ("inputs", "targets"), ("inputs", "outputs"), ("input", "target")),
    *(("input", "output"), ("images", "labels"), ("features", "labels"), ("features", "targets")),
    *(("data", "labels"), ("data", "target"), ("data", "targets"), ("patterns", "targets")),
)
_HEADER = 2**15


def read_npz(file: TableFile, archive: Archive, part: str | None, on_rows: OnRows | None) -> Table:
    """Read one array of a .npz file, or two that belong together.

    Parameters
    ----------
    file, archive
        The file and what is packed in it.
    part
        The names of the arrays, of those in `Table.parts`; None is the first that can be read.
    on_rows
        As in `bpgui.formats.table.read_table`.
    """
    origin = Origin(file.path, "NPZ", unit="row")
    names = [name.removesuffix(".npy") for name in archive.names if name.endswith(".npy")]
    readable, refusal = _readable(archive, names, origin)
    groups = _groups(readable)
    if not groups:
        raise refusal or origin.error(
            f"“{file.path.name}” holds no arrays", "Save the arrays with numpy.savez."
        )
    titles = tuple(" and ".join(group) for group in groups)
    if part is not None and part not in titles:
        raise origin.error(f"there is no “{part}” in “{file.path.name}”", "Choose another part.")
    chosen = titles.index(part) if part is not None else 0
    many = len(titles) > 1
    origin = Origin(
        file.path, "NPZ", "row", parts=titles if many else (), part=titles[chosen] if many else ""
    )
    arrays = [parse_npy(archive.read(f"{name}.npy"), origin, name) for name in groups[chosen]]
    if len(arrays) == 1:
        (name,) = groups[chosen]
        return table_of_parts(origin, [part_of(origin, arrays[0], name)], on_rows)
    inputs = part_of(origin, arrays[0], groups[chosen][0], "input")
    pictured = inputs.image_shape is not None
    target_name = groups[chosen][1]
    targets: Part | None = labels(arrays[1], target_name, of_pictures=pictured)
    targets = targets or part_of(origin, arrays[1], target_name, "target")
    return table_of_parts(origin, [inputs, targets], on_rows)


def _readable(
    archive: Archive, names: list[str], origin: Origin
) -> tuple[dict[str, tuple[int, ...]], TableError | None]:
    """Return the shapes of the arrays that are tables, and why the first of the others is none."""
    shapes: dict[str, tuple[int, ...]] = {}
    refusal = None
    for name in names:
        try:
            head = next(archive.parts(f"{name}.npy"), b"")[:_HEADER]
            _, shape, _, _ = npy_header(head, origin, name)
        except TableError as error:
            refusal = refusal or error
            continue
        if 1 <= len(shape) <= 4 and shape[0] > 0:
            shapes[name] = shape
    return shapes, refusal


def _groups(shapes: dict[str, tuple[int, ...]]) -> list[tuple[str, ...]]:
    """Return the arrays that make a table, first those that belong together."""
    pairs = [
        (name, other)
        for name, shape in shapes.items()
        for other, length in shapes.items()
        if shape[0] == length[0] and name != other and _belong_together(name, other)
    ]
    paired = {name for pair in pairs for name in pair}
    return [*pairs, *((name,) for name in shapes if name not in paired)]


def _belong_together(inputs: str, targets: str) -> bool:
    """Whether two names differ only by the words for inputs and targets, as x_train and y_train."""
    first, second = inputs.lower().split("_"), targets.lower().split("_")
    if len(first) != len(second):
        return False
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and differing[0] in _PAIRS

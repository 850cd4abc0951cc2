"""SNNS pattern files: how many inputs and outputs, then the numbers of all patterns."""

import re
from collections.abc import Iterator

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block, blocks_of
from bpgui.formats.table_building import Columns, LeftOut, build_table, check_width
from bpgui.formats.table_content import DeclaredRole, Origin, Table
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_rows import Row
from bpgui.formats.table_text import TableText

SNNS = "SNNS pattern definition file"
_COUNT = re.compile(
    r"\s*No\. of (patterns|input units|output units)\s*:\s*(\d{1,9})\s*", re.IGNORECASE
)
_OTHER = re.compile(
    r"\s*(No\. of variable|Maximum|No\. of classes|Class redistribution)", re.IGNORECASE
)
_LONGEST_HEADER = 200
_REMEDY = "Save the patterns again in SNNS, or as CSV."


def read_snns(text: TableText, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read the patterns of a file of SNNS, with or without outputs.

    Raises
    ------
    TableError
        If its header is broken, or its patterns are of variable size.
    """
    origin = Origin(text.path, "SNNS patterns", encoding=text.encoding)
    counts, first = _header(text, origin)
    n_inputs, n_outputs = counts["input units"], counts.get("output units", 0)
    check_width(origin, n_inputs + n_outputs)
    names = [f"input {number}" for number in range(1, n_inputs + 1)]
    names += [f"output {number}" for number in range(1, n_outputs + 1)]
    roles: list[DeclaredRole | None] = ["input"] * n_inputs
    roles += ["target"] * n_outputs
    columns = Columns(len(names), names, roles=tuple(roles))

    def blocks(left_out: LeftOut) -> Iterator[Block]:
        rows = _rows(text, first, len(names), counts["patterns"], left_out)
        return blocks_of(rows, len(names))

    style = NumberStyle.of(options, decimal_comma=options.decimal == ",")
    return build_table(origin, columns, style, blocks, on_rows)


def _header(text: TableText, origin: Origin) -> tuple[dict[str, int], int]:
    """Return the counts, and the number of the first line of numbers."""
    counts: dict[str, int] = {}
    number = 1
    for number, line in enumerate(text.lines(), 1):
        if _OTHER.match(line):
            problem = "patterns of variable size, and classes, are not read"
            raise origin.error(problem, _REMEDY, number)
        found = _COUNT.fullmatch(line.partition("#")[0].rstrip("\n"))
        if found:
            counts[found.group(1).lower()] = int(found.group(2))
            continue
        begun = {"patterns", "input units"} <= counts.keys() and line.partition("#")[0].strip()
        if begun or number > _LONGEST_HEADER:
            break
    if {"patterns", "input units"} <= counts.keys() and counts["input units"] > 0:
        return counts, number
    problem = (
        f"the header of “{text.path.name}” does not say how many patterns and inputs there are"
    )
    raise origin.error(problem, _REMEDY)


def _rows(
    text: TableText, first: int, width: int, n_patterns: int, left_out: LeftOut
) -> Iterator[Row]:
    """Yield the patterns, whose numbers may stand in any number of lines."""
    cells: list[str] = []
    begun = first
    done = 0
    for number, line in enumerate(text.lines(), 1):
        if number < first:
            continue
        for word in line.partition("#")[0].split():
            if not cells:
                begun = number
            cells.append(word)
            if len(cells) == width:
                done += 1
                if done <= n_patterns:
                    yield Row(begun, cells)
                cells = []
    if cells:
        left_out.note(f"the last pattern has {len(cells)} of {width} numbers", begun)
    if done != n_patterns:
        problem = f"the header speaks of {n_patterns:,} patterns, but there are {done:,}"
        left_out.note(problem, first)

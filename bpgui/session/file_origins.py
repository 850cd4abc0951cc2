"""The files that data were read from, as a manifest names them: where they are, and how to read."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, cast

from bpgui.data.scaling import SCALING_KINDS, ScalingKind
from bpgui.data.source_column import HOLDS, MISSING_RULES, ROLES, Holds, MissingRule, Role
from bpgui.formats import strict_json as strict
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_origin import TableOrigin
from bpgui.formats.table_plan import ColumnUse, TablePlan
from bpgui.session.file_values import read_seed
from bpgui.session.reference import Reference
from bpgui.session.session_file_error import SessionFileError

MOST_IMPORTS = 64
_LONGEST_PATH = 4096
_WHERE = "“imports”"


@dataclass(frozen=True)
class NamedFile:
    """A file with a table, as a manifest names it.

    Attributes
    ----------
    name
        Its own, without a folder.
    path
        Its whole path on the machine where the session was written; "" where that is not said.
    relative
        From the folder of the session, with "/" between folders; "" where that is not said.
    reference
        What it is known by; None where the session has its numbers.
    options, plan
        How it was read, and what became of its columns.
    inputs, targets
        The numbers of the tables that hold what was read, None where none does.
    """

    name: str
    path: str
    relative: str
    reference: Reference | None
    options: TableOptions
    plan: TablePlan
    inputs: int | None
    targets: int | None

    def places(self, folder: Path | None) -> list[Path]:
        """Return where it may be, the likeliest first, for a session in a folder."""
        folder = None if folder is None else folder.absolute()
        found: list[Path] = []
        if folder is not None and self.relative:
            found.append(folder / self.relative)
        if Path(self.path).is_absolute() and not _is_on_another_host(self.path, folder):
            found.append(Path(self.path))
        if folder is not None and PurePath(self.name).name == self.name:
            found.append(folder / self.name)
        return list(dict.fromkeys(Path(os.path.abspath(place)) for place in found))  # noqa: PTH100


def _is_on_another_host(path: str, folder: Path | None) -> bool:
    r"""Whether a path is one such as \\host\share, which would log in there to be looked at."""
    drive = os.path.splitdrive(path)[0]
    return drive.startswith(("\\\\", "//")) and (folder is None or drive != folder.drive)


# ---- out -----------------------------------------------------------------------------------------


def said_origin(
    origin: TableOrigin, folder: Path | None, reference: Reference | None, *, tells_path: bool
) -> dict[str, Any]:
    """Return what JSON says of the file of an origin.

    Parameters
    ----------
    origin
        The file, and how it was read.
    folder
        Of the session.
    reference
        What it is known by, where the session refers to it.
    tells_path
        Whether its whole path may be said. Otherwise not more is than where it is below the folder.
    """
    relative = _relative(origin.path, folder)
    if not tells_path and relative.startswith(".."):
        relative = ""
    return {
        "file": origin.path.name,
        "relative": relative,
        **({"path": str(origin.path)} if tells_path else {}),
        **({} if reference is None else {"sha256": reference.sha256, "bytes": reference.nbytes}),
        "options": _said_options(origin.options),
        "plan": asdict(origin.plan),
    }


def _relative(path: Path, folder: Path | None) -> str:
    if folder is None:
        return ""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on another drive
        return ""


def _said_options(options: TableOptions) -> dict[str, Any]:
    said = asdict(options)
    return {key: value for key, value in said.items() if value is not None}


# ---- in ------------------------------------------------------------------------------------------


def read_named(value: Any) -> NamedFile:  # noqa: ANN401 - any JSON
    """Return the file that JSON names."""
    said = strict.as_object(value, _WHERE)
    return NamedFile(
        name=_path(strict.member(said, "file", _WHERE)),
        path=_path(said.get("path", "")),
        relative=_read_relative(said.get("relative", "")),
        reference=_read_reference(said),
        options=_read_options(strict.member(said, "options", _WHERE)),
        plan=_read_plan(strict.member(said, "plan", _WHERE)),
        inputs=_number(said.get("inputs")),
        targets=_number(said.get("targets")),
    )


def _path(value: Any) -> str:  # noqa: ANN401 - any JSON
    path = strict.as_text(value, _WHERE)
    if len(path) > _LONGEST_PATH or "\0" in path:
        raise SessionFileError(f"{_WHERE} names a file as none can be named.")
    return path


def _read_relative(value: Any) -> str:  # noqa: ANN401 - any JSON
    relative = _path(value)
    if PurePath(relative).anchor or os.path.splitdrive(relative)[0]:
        raise SessionFileError(f"{_WHERE}: “{relative}” does not begin at the session's folder.")
    return relative


def _read_reference(said: strict.Object) -> Reference | None:
    if "sha256" not in said:
        return None
    count = strict.as_whole(strict.member(said, "bytes", _WHERE), _WHERE)
    return Reference(strict.as_text(said["sha256"], _WHERE), count)


def _number(value: Any) -> int | None:  # noqa: ANN401 - any JSON
    return None if value is None else strict.as_whole(value, _WHERE)


def _read_options(value: Any) -> TableOptions:  # noqa: ANN401 - any JSON
    said = strict.as_object(value, _WHERE)

    def text(key: str) -> str | None:
        return strict.as_text(said[key], f"{_WHERE}, “{key}”,") if key in said else None

    missing = said.get("missing")
    return TableOptions(  # which checks the signs
        delimiter=text("delimiter"),
        header=strict.as_truth(said["header"], _WHERE) if "header" in said else None,
        encoding=text("encoding"),
        decimal=text("decimal"),
        comment=strict.as_text(said.get("comment", "#"), f"{_WHERE}, “comment”,"),
        missing=None if missing is None else strict.as_many(missing, strict.as_text, _WHERE),
        part=text("part"),
    )


def _read_plan(value: Any) -> TablePlan:  # noqa: ANN401 - any JSON
    from bpgui.formats.table_content import MOST_COLUMNS

    said = strict.as_object(value, _WHERE)
    columns = strict.as_list(strict.member(said, "columns", _WHERE), _WHERE)
    if len(columns) > MOST_COLUMNS:
        raise SessionFileError(f"{_WHERE}: a table has at most {MOST_COLUMNS:,} columns.")
    return TablePlan(
        tuple(_read_use(column) for column in columns),
        strict.as_number(strict.member(said, "test_fraction", _WHERE), _WHERE),
        read_seed(strict.member(said, "seed", _WHERE), _WHERE),
        strict.as_truth(strict.member(said, "without_copies", _WHERE), _WHERE),
    )


def _read_use(value: Any) -> ColumnUse:  # noqa: ANN401 - any JSON
    said = strict.as_object(value, _WHERE)

    def one_of(key: str, known: tuple[str, ...]) -> str:
        word = strict.as_text(strict.member(said, key, _WHERE), _WHERE)
        if word not in known:
            raise SessionFileError(f"{_WHERE}: a column's “{key}” cannot be “{word}”.")
        return word

    return ColumnUse(
        cast(Role, one_of("role", ROLES)),
        cast(Holds, one_of("holds", HOLDS)),
        cast(ScalingKind, one_of("scaling", SCALING_KINDS)),
        cast(MissingRule, one_of("missing", MISSING_RULES)),
        strict.as_text(strict.member(said, "constant", _WHERE), _WHERE),
    )

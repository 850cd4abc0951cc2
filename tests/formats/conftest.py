"""What the tests of files share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpgui.formats.table import Table, TableOptions, read_table

Read = Callable[..., Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a table from the text or bytes of a file."""

    def read_content(
        content: str | bytes,
        delimiter: str | None = None,
        header: bool | None = None,
        name: str = "data.csv",
        **options: Any,  # noqa: ANN401
    ) -> Table:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, TableOptions(delimiter, header, **options))

    return read_content

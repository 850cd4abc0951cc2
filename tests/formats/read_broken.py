"""Reads every file of the broken corpus in a process of its own, with little memory to spare.

Prints a line of JSON a file: its name, the sentence (or the problems that were left out), whether
it was read all the same, and the seconds it took.
"""

import json
import sys
import time
from pathlib import Path

from bpgui.formats.table import TableError, read_table
from bpgui.formats.weights import WeightsError, import_weights

SPARE = 768 * 2**20
"""Bytes of address space that reading may take, the libraries not counted."""


def main(folder: Path) -> None:
    """Read all in it."""
    _read(Path(__file__).parent / "broken" / "warm.up")
    _limit_memory()
    for path in broken(folder):
        began = time.monotonic()
        is_read, sentence = _read(path)
        print(  # noqa: T201 - its answer
            json.dumps(
                {
                    "name": path.relative_to(folder).as_posix(),
                    "read": is_read,
                    "sentence": sentence,
                    "seconds": time.monotonic() - began,
                }
            )
        )


def broken(folder: Path) -> list[Path]:
    """Return the files of the corpus; of pictures the folders that hold the classes."""
    found = {path for path in folder.glob("*/*") if path.parent.is_dir()}
    return sorted(found)


def _read(path: Path) -> tuple[bool, str]:
    try:
        if path.parent.name == "tables":
            table = read_table(path)
            told = [*(p.sentence for p in table.problems), *map(str, table.broken.values())]
            return True, " ".join(told)[:500]
        import_weights(path)
    except (TableError, WeightsError) as error:
        return False, str(error)
    return True, ""


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for library in ("charset_normalizer", "onnx", "python_calamine", "safetensors", "PIL.Image"):
        __import__(library)
    status = Path("/proc/self/statm")
    if status.exists():
        taken = int(status.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + SPARE, taken + SPARE))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Files that are zip archives: unpacked only as far as their directory is credible."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from bpgui.formats.table_content import Origin
from bpgui.formats.table_error import TableError

LARGEST_UNPACKED = 2**30
_MOST_MEMBERS = 10_000
_LARGEST_RATIO = 200
_SURELY_HARMLESS = 32 * 2**20
_PART = 2**20
# A directory that lies about places makes zipfile seek before the beginning: a ValueError.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The members of a zip file.

    Parameters
    ----------
    data
        The file.
    origin
        For the sentences.

    Raises
    ------
    TableError
        If it is damaged, or its directory speaks of far more than a table would be.
    """

    def __init__(self, data: bytes, origin: Origin) -> None:
        self._origin = origin
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise self._damaged() from error
        self._members = {info.filename: info for info in members}
        size = sum(info.file_size for info in members)
        most = min(LARGEST_UNPACKED, max(_SURELY_HARMLESS, _LARGEST_RATIO * len(data)))
        if len(members) > _MOST_MEMBERS or size > most:
            problem = f"“{origin.path.name}” unpacks to {size / 2**20:,.0f} MB, more than is read"
            raise origin.error(problem, "Take a part of the table, or save it as CSV.")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all members."""
        return tuple(self._members)

    def parts(self, name: str) -> Iterator[bytes]:
        """Yield what a member holds, never more than the directory says."""
        info = self._members[name]
        if info.compress_type not in _METHODS or info.flag_bits & 1:
            problem = f"“{name}” in “{self._origin.path.name}” is encrypted or packed unusually"
            raise self._origin.error(problem, "Save it again without a password.")
        try:
            with self._zip.open(info) as file:
                while part := file.read(_PART):
                    yield part
        except _DAMAGES as error:
            raise self._damaged() from error

    def read(self, name: str) -> bytes:
        """Return what a member holds."""
        return b"".join(self.parts(name))

    def _damaged(self) -> TableError:
        return self._origin.error(
            f"“{self._origin.path.name}” is damaged", "Fetch or save the file again."
        )

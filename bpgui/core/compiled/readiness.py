"""Whether the compiled kernel can be used, and making it ready.

Numba compiles it once, for some seconds, and keeps the machine code in the user's cache folder.
The first time this is done by another process, so that a window stays smooth meanwhile, and by
one process only, for which any others wait; after that, the import of Numba is what takes time.
"""

import importlib.util
import os
import sys
import threading
import time
from pathlib import Path

from bpgui.core import kernel as kernel_module
from bpgui.core.compiled.file_lock import waiting_lock

_DONE = "compiled"
_LOCK = "compiling.lock"
_MOST_SECONDS = 300.0
_SECONDS_BETWEEN = 0.1
_lock = threading.Lock()
_is_ready = threading.Event()


def is_installed() -> bool:
    """Whether Numba is there at all."""
    return importlib.util.find_spec("numba") is not None


def is_ready() -> bool:
    """Whether the kernel can be used without waiting."""
    return _is_ready.is_set()


def prepare(*, apart: bool = True, stop: threading.Event | None = None) -> bool:
    """Make the kernel ready, which takes up to some seconds; return whether it is.

    May be called from any thread and any number of times.

    Parameters
    ----------
    apart
        Whether what has to be compiled is compiled by another process, so that threads of this
        one are not held up.
    stop
        Ends the wait for another process when set; it goes on, for the next time.
    """
    if not is_installed():
        return False
    stop = stop or threading.Event()
    with _lock:
        if not _is_ready.is_set() and _prepare(stop, apart=apart):
            _is_ready.set()
    return _is_ready.is_set()


def _prepare(stop: threading.Event, *, apart: bool) -> bool:
    folder = _usable_folder()
    done = folder / _DONE
    with waiting_lock(folder / _LOCK, stop, _MOST_SECONDS, done.exists) as lock:
        if apart and not stop.is_set() and not done.exists():
            _compile_apart(folder, lock, stop)
        return not stop.is_set() and _is_loaded(folder)


def _is_loaded(folder: Path) -> bool:
    try:
        _load(folder)
    except Exception:  # noqa: BLE001 - a Numba that does not work here is as good as none
        return False
    return True


def _load(folder: Path) -> None:
    """Import Numba, and compile what the folder does not have."""
    import numba

    numba.config.CACHE_DIR = str(folder)
    from bpgui.core.compiled.rehearsal import rehearse

    rehearse()
    (folder / _DONE).touch()


def _compile_apart(folder: Path, lock: int | None, stop: threading.Event) -> None:
    """Let another process fill the folder; where that fails, this one will do it itself.

    It holds the lock too, so that no third one begins when this one ends before it.
    """
    import subprocess

    command = [sys.executable, "-m", "bpgui.core.compiled.readiness", str(folder)]
    nothing = subprocess.DEVNULL
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    inherited = () if lock is None or sys.platform == "win32" else (lock,)
    try:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            creationflags=flags,
            pass_fds=inherited,
        )
    except OSError:
        return
    end = time.monotonic() + _MOST_SECONDS
    while process.poll() is None and time.monotonic() < end and not stop.wait(_SECONDS_BETWEEN):
        pass


# ---- where the machine code is kept --------------------------------------------------------------


def _usable_folder() -> Path:
    """Return the folder for this version of the program, or where none can be made, a new one."""
    try:
        folder = _cache_home() / "bpgui" / "compiled" / _fingerprint()
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except (OSError, RuntimeError):  # there may be no home
        pass
    import tempfile

    return Path(tempfile.mkdtemp(prefix="bpgui-compiled-"))


def _cache_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _fingerprint() -> str:
    """Return a word that changes with whatever the machine code depends on."""
    import hashlib
    import importlib.metadata

    sources = sorted(Path(__file__).parent.glob("*.py"))
    parts = [source.read_bytes() for source in (*sources, Path(kernel_module.__file__))]
    versions = f"{sys.version} {importlib.metadata.version('numba')}"
    return hashlib.sha256(b"".join([versions.encode(), *parts])).hexdigest()[:16]


def _main() -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    _load(Path(sys.argv[1]))


if __name__ == "__main__":
    _main()

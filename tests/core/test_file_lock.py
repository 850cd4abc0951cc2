"""The lock that lets one process do what others wait for."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bpgui.core.compiled.file_lock import waiting_lock

HOLDS = """
import subprocess, sys, threading
from pathlib import Path
from bpgui.core.compiled.file_lock import waiting_lock

with waiting_lock(Path(sys.argv[1]), threading.Event(), 60, lambda: False) as lock:
    assert lock is not None
    if sys.argv[2:]:
        wait = [sys.executable, "-c", "input()"]
        subprocess.Popen(wait, stdout=subprocess.DEVNULL, pass_fds=[lock])
    print("held", flush=True)
    input()
"""
APPENDS = """
import sys, threading, time
from pathlib import Path
from bpgui.core.compiled.file_lock import waiting_lock

done = Path(sys.argv[1])
print("here", flush=True)
input()
with waiting_lock(done.with_name("lock"), threading.Event(), 60, done.exists) as lock:
    if not done.exists():
        time.sleep(0.5)
        done.touch()
        print("did", flush=True)
"""


@contextmanager
def python(script: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a script that says something when it has begun; it is killed in the end."""
    command = [sys.executable, "-c", script, *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            assert process.stdout.readline()
            yield process
        finally:
            process.kill()


def is_free(path: Path) -> bool:
    with waiting_lock(path, threading.Event(), 0.0, lambda: False) as lock:
        return lock is not None


def test_that_what_many_want_done_is_done_once(tmp_path: Path) -> None:
    done = tmp_path / "done"
    with (
        python(APPENDS, str(done)) as one,
        python(APPENDS, str(done)) as two,
        python(APPENDS, str(done)) as three,
    ):
        many = [one, two, three]
        for process in many:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        said = "".join(process.communicate(timeout=60)[0] for process in many)
        assert not any(process.returncode for process in many)
    assert said == "did\n"


def test_that_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with python(HOLDS, str(path)) as holder:
        assert not is_free(path)
        holder.kill()
        holder.wait()
        assert is_free(path)


@pytest.mark.skipif(sys.platform == "win32", reason="locks are not inherited there")
def test_that_a_process_that_was_given_the_lock_keeps_it_when_the_giver_is_killed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lock"
    with python(HOLDS, str(path), "and give it") as holder:
        holder.kill()
        holder.wait()
        assert not is_free(path)  # the other reads the same pipe
    with waiting_lock(path, threading.Event(), 60.0, lambda: False) as lock:
        assert lock is not None


def test_that_waiting_ends_when_it_is_told_to(tmp_path: Path) -> None:
    path, stop = tmp_path / "lock", threading.Event()
    stop.set()
    with python(HOLDS, str(path)), waiting_lock(path, stop, 60.0, lambda: False) as lock:
        assert lock is None


def test_that_no_lock_is_waited_for_where_none_can_be(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    for path in (tmp_path / "lock", tmp_path / "no folder" / "lock"):
        with waiting_lock(path, threading.Event(), 60.0, lambda: False) as lock:
            assert lock is None


def test_that_nothing_is_written_when_there_is_no_need(tmp_path: Path) -> None:
    with waiting_lock(tmp_path / "lock", threading.Event(), 60.0, lambda: True) as lock:
        assert lock is None
    assert not list(tmp_path.iterdir())

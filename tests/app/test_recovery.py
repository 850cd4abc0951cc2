"""Folders of autosaves: each of one instance, offered to the next only when it is dead."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bpgui.app.recovery import SESSION_FILE, About, LostSession, RecoveryFolder, lost_sessions

ABOUT = About("XOR", "/home/a/xor.bpgui", 1234)

_DIES = """
import os, sys
from pathlib import Path
from bpgui.app.recovery import About, RecoveryFolder
folder = RecoveryFolder(Path(sys.argv[1]))
folder.prepare()
folder.write(lambda path: path.write_text("of the dead"), About("dead"))
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


def left_by(root: Path, about: About = ABOUT, text: str = "a session") -> None:
    """Leave what an instance leaves that is not closed in order."""
    folder = RecoveryFolder(root)
    folder.prepare()
    folder.write(lambda path: path.write_text(text), about)
    folder.close(keep=True)


def release(lost: list[LostSession]) -> None:
    for one in lost:
        one.release()


def test_that_nothing_is_made_before_there_is_something_to_write(root: Path) -> None:
    folder = RecoveryFolder(root)
    assert not root.exists()
    folder.close(keep=False)
    assert lost_sessions(root) == []


def test_that_what_is_left_is_offered_once_and_told(root: Path) -> None:
    left_by(root)
    (lost,) = lost_sessions(root)
    assert lost.about == ABOUT
    assert lost.file.read_text() == "a session"
    assert lost_sessions(root) == []  # while one instance has it, no other gets it
    lost.release()
    (again,) = lost_sessions(root)
    again.discard()
    assert list(root.iterdir()) == []


def test_that_an_instance_that_lives_is_left_alone(root: Path) -> None:
    living = RecoveryFolder(root)
    living.prepare()
    living.write(lambda path: path.write_text("alive"), ABOUT)
    left_by(root, About("other"))
    (lost,) = lost_sessions(root)
    assert lost.about.name == "other"
    lost.discard()
    living.close(keep=False)
    assert list(root.iterdir()) == []


def test_that_a_killed_process_leaves_its_session(root: Path) -> None:
    subprocess.run([sys.executable, "-c", _DIES, str(root)], check=False, timeout=60)
    (lost,) = lost_sessions(root)
    assert lost.file.read_text() == "of the dead"
    lost.discard()


def test_that_sessions_are_offered_in_the_order_of_their_time(root: Path) -> None:
    for name in ("first", "second", "third"):
        left_by(root, About(name))
    lost = lost_sessions(root)
    times = [one.time for one in lost]
    assert times == sorted(times)
    assert {one.about.name for one in lost} == {"first", "second", "third"}
    release(lost)


def test_that_a_failed_write_leaves_the_one_before(root: Path) -> None:
    folder = RecoveryFolder(root)
    folder.prepare()
    folder.write(lambda path: path.write_text("before"), ABOUT)

    def fail(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        folder.write(fail, ABOUT)
    folder.close(keep=True)
    (lost,) = lost_sessions(root)
    assert lost.file.read_text() == "before"
    lost.discard()


def test_that_a_folder_that_somebody_removed_is_made_again(root: Path) -> None:
    folder = RecoveryFolder(root)
    folder.prepare()
    shutil.rmtree(root)
    folder.prepare()
    folder.write(lambda path: path.write_text("after that"), ABOUT)
    assert lost_sessions(root) == []  # locked again
    folder.close(keep=True)
    (lost,) = lost_sessions(root)
    assert lost.file.read_text() == "after that"
    lost.discard()


def test_that_what_was_cleared_while_it_was_written_is_not_offered(root: Path) -> None:
    folder = RecoveryFolder(root)
    folder.prepare()

    def write(path: Path) -> None:
        path.write_text("late")
        folder.clear()
        path.write_text("later")

    folder.write(write, ABOUT)
    folder.close(keep=True)
    assert lost_sessions(root) == []


def test_that_an_empty_folder_of_a_dead_instance_is_removed(root: Path) -> None:
    folder = RecoveryFolder(root)
    folder.prepare()
    folder.close(keep=True)
    (root / "a file").touch()
    assert lost_sessions(root) == []
    assert [entry.name for entry in root.iterdir()] == ["a file"]


@pytest.mark.parametrize(
    "said", ["", "{", "[1]", '{"name": 3, "sweep": -1, "path": []}', "[" * 50_000, None]
)
def test_that_nonsense_about_a_session_does_not_hide_it(root: Path, said: str | None) -> None:
    left_by(root)
    (folder,) = root.iterdir()
    (folder / "about.json").unlink()
    if said is not None:
        (folder / "about.json").write_text(said)
    (lost,) = lost_sessions(root)
    assert lost.about == About("An unnamed session")
    assert lost.file.name == SESSION_FILE
    lost.discard()

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bpgui.formats.whole_file import describe_failure, write_whole


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_that_a_file_is_created_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"one")
    write_whole(path, b"two, longer")
    assert everything_in(tmp_path) == {"a.json": b"two, longer"}


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_that_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")

    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert everything_in(tmp_path) == {"a.json": b"old"}


def test_that_a_file_system_that_cannot_sync_folders_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fsync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not here")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write_whole(tmp_path / "a", b"new")
    assert everything_in(tmp_path) == {"a": b"new"}


def test_that_the_data_reach_the_disk_before_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    for name, real in (("fsync", os.fsync), ("replace", os.replace)):

        def noted(*arguments: object, name: str = name, real: Callable[..., None] = real) -> None:
            calls.append(name)
            real(*arguments)

        monkeypatch.setattr(os, name, noted)
    write_whole(tmp_path / "a", b"new")
    assert calls == ["fsync", "replace", "fsync"]


def test_that_permissions_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "real", tmp_path / "link"
    write_whole(path, b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_that_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_that_a_protected_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    write_whole(path, b"old")
    # Permissions do not bind the administrator, who may run these tests.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError) as caught:
        write_whole(path, b"new")
    assert "not permitted" in describe_failure(path, caught.value)
    assert everything_in(tmp_path) == {"a": b"old"}


def test_that_a_protected_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(path: str, *_arguments: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    # A read-only folder would not stop the administrator, who may run these tests.
    monkeypatch.setattr(os, "open", forbid)
    with pytest.raises(PermissionError) as caught:
        write_whole(tmp_path / "a", b"new")
    sentence = describe_failure(tmp_path / "a", caught.value)
    assert f"writing to “{tmp_path}” is not permitted" in sentence


def test_that_a_vanished_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.json"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(path, b"new")
    assert describe_failure(path, caught.value) == (
        f"“a.json” was not written: there is no folder “{path.parent}”. Choose another folder."
    )


def test_that_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        write_whole(tmp_path, b"new")
    assert "cannot have this name" in describe_failure(tmp_path, caught.value)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "not permitted"),
        (errno.EIO, "input/output error"),
    ],
)
def test_that_every_failure_is_a_sentence_with_a_next_step(number: int, reason: str) -> None:
    sentence = describe_failure("/data/a.json", OSError(number, os.strerror(number)))
    assert reason in sentence
    assert "hoose another" in sentence


def test_that_a_kill_at_any_time_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    sizes = (2_000_000, 3_000_000)
    write_whole(path, b"0" * sizes[0])
    program = (
        "import sys; from bpgui.formats.whole_file import write_whole\n"
        "while True:\n"
        f"    for n in {sizes}:\n"
        "        print('writing', flush=True)\n"
        "        write_whole(sys.argv[1], b'%d' % (n % 7) * n)\n"
    )
    for writes in (1, 2, 5):
        child = subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(writes):
            child.stdout.readline()
        child.kill()  # wherever it is by now
        child.communicate()
        data = path.read_bytes()
        assert len(data) in sizes
        assert len(set(data)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_that_a_pipe_is_not_taken_away(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="Invalid argument") as caught:
        write_whole(pipe, b"data")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
    assert "choose another name" in describe_failure(pipe, caught.value).lower()

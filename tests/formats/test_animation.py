"""Animations are read back: their number, size, pace, colours; and left whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from bpgui.formats import animation, whole_file
from bpgui.formats.animation import AnimationError, Picture, write_animation

WIDTH, HEIGHT = 60, 40
WHITE, BLUE, ORANGE = (255, 255, 255), (0x25, 0x63, 0xC9), (0xE0, 0x7B, 0x00)


def picture(at: int) -> Picture:
    """A white picture with a thin blue line at a column, and a corner in orange."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, dtype=np.uint8)
    pixels[:, at] = BLUE
    pixels[:3, :3] = ORANGE
    return Picture(WIDTH, HEIGHT, pixels.tobytes())


def film(count: int = 12) -> list[Picture]:
    return [picture(5 + 3 * k) for k in range(count)]


def pixels_of(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def test_that_a_gif_comes_back_with_its_pictures_pace_and_loop(tmp_path: Path) -> None:
    pictures = film()
    path = tmp_path / "film.gif"
    assert write_animation(pictures, pictures[::5], rate=20.0, gif=path) == 12
    with Image.open(path) as image:
        assert image.n_frames == 12  # type: ignore[attr-defined]
        assert image.size == (WIDTH, HEIGHT)
        assert image.info["loop"] == 0
        for wanted, frame in zip(pictures, ImageSequence.Iterator(image), strict=True):
            assert frame.info["duration"] == 50
            expected = np.frombuffer(wanted.rgb, dtype=np.uint8).reshape(HEIGHT, WIDTH, 3)
            assert np.array_equal(pixels_of(frame), expected)


def test_that_a_pace_between_hundredths_is_kept_on_the_whole(tmp_path: Path) -> None:
    pictures = film()
    write_animation(pictures, pictures, rate=30.0, gif=tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as image:
        durations = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert set(durations) == {30, 40}
    assert sum(durations) == 400


def test_that_a_picture_like_the_one_before_is_shown_longer(tmp_path: Path) -> None:
    pictures = [picture(5), picture(9), picture(9), picture(9)]
    write_animation(pictures, pictures, rate=10.0, gif=tmp_path / "film.gif")
    with Image.open(tmp_path / "film.gif") as image:
        durations = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert sum(durations) == 400
    assert durations[0] == 100


def test_that_thousands_of_colours_become_like_ones(tmp_path: Path) -> None:
    across, down = np.meshgrid(np.linspace(0, 255, 200), np.linspace(0, 255, 150))
    pixels = np.stack([across, down, 255 - across], axis=2).astype(np.uint8)
    pixels[70:72] = BLUE
    pixels[:, 90:] = WHITE
    shown = Picture(200, 150, pixels.tobytes())
    write_animation([shown], [shown], rate=10.0, gif=tmp_path / "one.gif")
    with Image.open(tmp_path / "one.gif") as image:
        back = pixels_of(image).astype(int)
    away = np.abs(back - pixels).max(axis=2)
    assert away[:, 90:].max() == 0
    assert away[71, :90].max() == 0
    assert away.mean() < 8
    assert away.max() < 48


def test_that_frames_come_back_to_the_bit(tmp_path: Path) -> None:
    pictures = film()
    assert write_animation(pictures, [], rate=20.0, folder=tmp_path) == 12
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"frame-{k:04d}.png" for k in range(1, 13)
    ]
    for number, wanted in enumerate(pictures, start=1):
        with Image.open(tmp_path / f"frame-{number:04d}.png") as image:
            assert image.tobytes() == wanted.rgb


def test_that_both_are_written_at_once(tmp_path: Path) -> None:
    pictures = film(3)
    write_animation(iter(pictures), pictures, rate=5.0, gif=tmp_path / "a.gif", folder=tmp_path)
    assert len(list(tmp_path.glob("*.png"))) == 3
    assert (tmp_path / "a.gif").read_bytes().startswith(b"GIF89a")


@pytest.mark.parametrize("what", ["gif", "folder"])
def test_that_an_end_in_the_middle_leaves_nothing(tmp_path: Path, what: str) -> None:
    old = tmp_path / "film.gif"
    old.write_bytes(b"old")

    def broken() -> Iterator[Picture]:
        yield from film(4)
        raise KeyboardInterrupt

    target = {"gif": old} if what == "gif" else {"folder": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        write_animation(broken(), film(1), rate=5.0, **target)
    assert [p.name for p in tmp_path.iterdir()] == ["film.gif"]
    assert old.read_bytes() == b"old"


def test_that_frames_do_not_mix_with_others(tmp_path: Path) -> None:
    write_animation(film(2), [], rate=5.0, folder=tmp_path)
    with pytest.raises(AnimationError, match="already holds pictures"):
        write_animation(film(1), [], rate=5.0, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_that_failures_are_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AnimationError, match="there is no folder"):
        write_animation(film(1), film(1), rate=5.0, gif=tmp_path / "no" / "film.gif")
    with pytest.raises(AnimationError, match="there is no folder"):
        write_animation(film(1), [], rate=5.0, folder=tmp_path / "no")
    with pytest.raises(AnimationError, match="at least one picture"):
        write_animation([], film(1), rate=5.0, gif=tmp_path / "film.gif")
    with pytest.raises(AnimationError, match="up to 50 pictures"):
        write_animation(film(1), film(1), rate=60.0, gif=tmp_path / "film.gif")
    monkeypatch.setattr(animation, "MOST_PIXELS", 5 * WIDTH * HEIGHT)
    with pytest.raises(AnimationError, match="does not fit into memory"):
        write_animation(film(6), film(1), rate=5.0, gif=tmp_path / "film.gif")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file, "_created", full)
    with pytest.raises(AnimationError, match="the disk is full"):
        write_animation(film(2), film(1), rate=5.0, gif=tmp_path / "film.gif")
    assert list(tmp_path.iterdir()) == []

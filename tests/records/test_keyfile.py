"""Keys from the variable or the file: made once, for the owner alone, refused with a remedy otherwise."""

from __future__ import annotations

import base64
import stat
import threading
from pathlib import Path

import pytest

from bot.errors import Misconfigured, Unreadable
from bot.records import Keys, load_keys


def text_of(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "records.key"


def test_a_missing_file_is_made_for_the_owner_alone_and_used_again(path: Path) -> None:
    sealed = load_keys(path, {}).seal(b"content", "x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys(path, {}).open(sealed, "x") == b"content"
    assert [entry.name for entry in path.parent.iterdir()] == ["records.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o666, 0o610])
def test_a_file_that_others_may_use_is_refused_with_file_and_remedy(path: Path, mode: int) -> None:
    load_keys(path, {})
    path.chmod(mode)
    with pytest.raises(Misconfigured) as caught:
        load_keys(path, {})
    assert str(path) in str(caught.value)
    assert f"chmod 600 {path}" in caught.value.remedy


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_the_owner_alone_is_taken(path: Path, mode: int) -> None:
    load_keys(path, {})
    path.chmod(mode)
    load_keys(path, {})


def test_processes_that_start_together_agree_on_one_key(path: Path) -> None:
    start, made = threading.Barrier(8), []

    def begin() -> None:
        start.wait()
        made.append(load_keys(path, {}))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed = [keys.seal(b"content", "x") for keys in made]
    assert len(sealed) == 8
    assert all(made[0].open(one, "x") == b"content" for one in sealed)


def test_the_variable_wins_and_no_file_is_made(path: Path) -> None:
    new, old = Keys.generate(), Keys.generate()
    keys = load_keys(path, {"VEJVISER_KEY": f"{text_of(new)}, {text_of(old)}"})
    assert Keys([new]).open(keys.seal(b"content", "x"), "x") == b"content"
    assert keys.open(Keys([old]).seal(b"content", "x"), "x") == b"content"
    assert not path.exists()


def test_a_file_may_hold_several_keys_newest_first(path: Path) -> None:
    load_keys(path, {})
    sealed_before = load_keys(path, {}).seal(b"content", "x")
    new = Keys.generate()
    path.write_text(f"{text_of(new)}\n{path.read_text()}")
    keys = load_keys(path, {})
    assert keys.open(sealed_before, "x") == b"content"
    with pytest.raises(Unreadable):
        Keys([Keys.generate()]).open(keys.seal(b"content", "x"), "x")
    assert Keys([new]).open(keys.seal(b"content", "x"), "x") == b"content"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "holds no key"),
        (" , ", "holds no key"),
        ("hemmelig!", "key 1 is not base64"),
        ("æøå", "key 1 is not base64"),
        (text_of(b"x" * 16), "key 1 has 16 bytes"),
        (text_of(b"x" * 32) + "," + text_of(b"y" * 31), "key 2 has 31 bytes"),
    ],
)
def test_a_bad_variable_is_refused_without_showing_it(path: Path, text: str, fault: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_keys(path, {"VEJVISER_KEY": text})
    assert (caught.value.place, caught.value.fault) == ("VEJVISER_KEY", fault)
    assert "openssl rand -base64 32" in caught.value.remedy
    assert "hemmelig" not in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hemmelig"])
def test_a_bad_file_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    load_keys(path, {})
    path.write_bytes(content)
    with pytest.raises(Misconfigured, match=r"records\.key"):
        load_keys(path, {})
    assert path.read_bytes() == content


def test_a_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(Misconfigured, match=r"records\.key"):
        load_keys(path, {})

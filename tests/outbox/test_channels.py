"""The operator's file of channels: a mistake in it is named at the start, and its secrets are never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from api.outbox.channels import load_channels
from bot.errors import Misconfigured

HOOK = {"webhook": "https://hooks.example/zafirkvantel", "secret": "whsec_emFmaXJrdmFudGVsIHphZmlya3ZhbnRlbCB6"}
SMTP = {"host": "smtp.example", "sender": "a@example.dk", "user": "u", "password": "zafirkvantel"}
LINK = "https://vejviser.example/staff"


def load(tmp_path: Path, content: Any) -> Any:
    file = tmp_path / "channels.yml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False))
    return load_channels(file, ("holbaek", "varde", "other"))


def test_a_municipality_has_its_own_channels_and_all_others_the_common_one(tmp_path: Path) -> None:
    mail = {"mail": "raad@example.dk"}
    channels = load(tmp_path, {"link": LINK, "smtp": SMTP, "channels": {"holbaek": {**HOOK, **mail}, "any": mail}})
    assert channels.names_for("holbaek") == ["holbaek webhook", "holbaek mail"]
    assert channels.names_for("varde") == channels.names_for(None) == ["any mail"]
    assert channels.names == ["holbaek webhook", "holbaek mail", "any mail"]
    assert "zafirkvantel" not in repr(channels)


def test_without_a_common_channel_the_others_are_told_nothing(tmp_path: Path) -> None:
    channels = load(tmp_path, {"link": LINK, "channels": {"holbaek": HOOK}})
    assert channels.names_for("varde") == channels.names_for(None) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({"channels": {"holbaek": HOOK}}, "link"),
        ({"link": LINK, "channels": {"holbæk": HOOK}}, "channels.holbæk"),
        ({"link": LINK, "channels": {"holbaek": {"webhook": "zafirkvantel"}}}, "channels.holbaek.webhook"),
        ({"link": LINK, "channels": {"holbaek": {**HOOK, "secret": "zafirkvantel"}}}, "channels.holbaek.secret"),
        ({"link": LINK, "channels": {"holbaek": {"webhok": "zafirkvantel"}}}, "channels.holbaek.webhok"),
        ({"link": LINK, "channels": {"any": {"mail": "raad@example.dk"}}}, "smtp"),
        ({"link": LINK, "channels": {}, "smtp": {**SMTP, "port": 0}}, "smtp.port"),
        ("link: [", "line 2"),
    ],
)
def test_a_mistake_is_named_by_its_key(tmp_path: Path, content: Any, fault: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(tmp_path, content)
    assert caught.value.fault == fault
    assert "zafirkvantel" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_channels(tmp_path / "none.yml", ())

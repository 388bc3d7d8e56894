"""Settings come from the environment; a wrong one is named with its remedy, and its value is not shown."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from api.settings import FROM_FILES, Settings, SettingsError

ROOT = Path(__file__).parents[2]


def test_without_any_variable_it_serves_locally_from_one_folder() -> None:
    settings = Settings.from_environment({"PATH": "/bin"})
    assert (settings.host, settings.port, settings.rest_key) == ("127.0.0.1", 8000, None)
    assert settings.store_url == "sqlite:///.state/records.sqlite3"
    assert settings.key_path == Path(".state/key")
    assert settings.retention == timedelta(hours=24)


def test_variables_are_read() -> None:
    given = {"VEJVISER_PORT": "9001", "VEJVISER_DATABASE_URL": "postgresql://db/x", "VEJVISER_RETENTION_HOURS": "0.5"}
    settings = Settings.from_environment(given)
    assert (settings.port, settings.store_url) == (9001, "postgresql://db/x")
    assert settings.retention == timedelta(minutes=30)


def test_an_empty_variable_is_as_none() -> None:
    assert Settings.from_environment({"VEJVISER_REST_KEY": "", "VEJVISER_DATABASE_URL": ""}).rest_key is None


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("VEJVISER_PORT", "zafirkvantel", "write a port number"),
        ("VEJVISER_PORT", "70000", "write a port number"),
        ("VEJVISER_REST_KEY", "zafirkvantel", "at least 24 characters"),
        ("VEJVISER_RETENTION_HOURS", "0", "write a number of hours"),
        ("VEJVISER_METRICS_TOKEN", "zafirkvantel", "at least 24 characters"),
        ("VEJVISER_DATABASE_CONNECTIONS", "1", "whole number from 2 to 200"),
        ("VEJVISER_DATABASE_URL_FILE", "zafirkvantel/nowhere", "name a text file"),
        ("VEJVISER_BODY_LIMIT", "1", "write a number of bytes"),
        ("VEJVISER_TOTAL_LIMIT", "0", "write a whole number of turns"),
        ("VEJVISER_DEMO", "zafirkvantel", "write true or false"),
        ("VEJVISER_ACCESSIBILITY_MAIL", "zafirkvantel", "write a mail address"),
        ("VEJVISER_ACCESSIBILITY_PHONE", "zafirkvantel", "write a telephone number"),
        ("VEJVISER_ACCESSIBILITY_STATEMENT", "javascript:zafirkvantel", "write an https address"),
        ("VEJVISER_EXIT_URL", "javascript:zafirkvantel", "write an https address"),
        ("VEJVISER_EXIT_URL", "https://zafirkvantel.dk/;script-src", "write an https address"),
        ("VEJVISER_DATABSE_URL", "zafirkvantel", "no such setting"),
    ],
)
def test_a_wrong_variable_is_named_with_its_remedy(variable: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: value})
    assert str(caught.value).startswith(f"{variable}: ")
    assert remedy in str(caught.value)
    assert "zafirkvantel" not in str(caught.value)


@pytest.mark.parametrize("name", FROM_FILES)
def test_a_secret_may_lie_in_a_file(tmp_path: Path, name: str) -> None:
    variable = f"VEJVISER_{name.upper()}"
    file = tmp_path / "secret"
    file.write_text("zafirkvantel-zafirkvantel\n")
    assert getattr(Settings.from_environment({f"{variable}_FILE": str(file)}), name) == "zafirkvantel-zafirkvantel"
    for given, remedy in (({variable: "x" * 30}, "not both"), ({}, "the file is empty")):
        if not given:
            file.write_text("\n")
        with pytest.raises(SettingsError, match=remedy) as caught:
            Settings.from_environment({f"{variable}_FILE": str(file), **given})
        assert caught.value.variable == f"{variable}_FILE"


def test_the_server_ends_with_one_line_where_a_setting_is_wrong(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "VEJVISER_PORT": "x", "VEJVISER_STATE": str(tmp_path)}
    command = [sys.executable, "-m", "api"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2
    assert run.stderr.splitlines()[-1] == "VEJVISER_PORT: write a port number from 0 to 65535"
    assert list(tmp_path.iterdir()) == []


def test_the_server_ends_with_one_line_where_there_is_no_model(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "VEJVISER_STATE": str(tmp_path), "VEJVISER_MODEL": str(tmp_path)}
    command = [sys.executable, "-m", "api"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2
    assert run.stderr.splitlines()[-1] == f"{tmp_path}: holds no trained model; run make train, or set VEJVISER_MODEL"


def test_importing_the_app_reads_nothing_and_loads_no_model() -> None:
    code = "import sys, api.app; sys.exit('rasa' in sys.modules or 'tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=120, check=False).returncode == 0

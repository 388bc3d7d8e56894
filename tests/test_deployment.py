"""What an operator is handed: compose file, image, service unit, dashboard and alarms say nothing that does not exist.

No image is built here. What can be held against this repository is.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api.metrics import Metrics
from api.problems import STATUS
from api.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
KNOWN = {PREFIX + name.upper() for name in Settings.__fields__}
VARIABLE = re.compile(r"\bVEJVISER_[A-Z_]*[A-Z]\b")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APPS = [name for name in SERVICES if name.startswith("app")]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "docs" / "dashboard" / "vejviser.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((ROOT / "docs" / "dashboard" / "alerts.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "file",
    ["docker-compose.yml", "Dockerfile", "docs/operations.md", "docs/privacy.md", "README.md",
     "deploy/vejviser.service", "deploy/Caddyfile", "docs/dashboard/alerts.yml"],
)  # fmt: skip
def test_every_variable_that_is_named_can_be_set(file: str) -> None:
    named = set(VARIABLE.findall((ROOT / file).read_text(encoding="utf-8")))
    assert not named - KNOWN


def test_every_setting_is_in_the_manual() -> None:
    rows = set(chain.from_iterable(map(VARIABLE.findall, re.findall(r"^\| (`VEJVISER[^|]*)\|", MANUAL, re.MULTILINE))))
    assert rows == KNOWN


# The compose file


def test_two_replicas_are_alike_and_cannot_write_or_rise() -> None:
    assert len(APPS) == 2
    assert SERVICES[APPS[0]] == SERVICES[APPS[1]]
    app = SERVICES[APPS[0]]
    assert app["read_only"]
    assert app["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in app["security_opt"]
    assert "ports" not in app
    assert int(app["stop_grace_period"].rstrip("s")) > 10  # a turn in flight may take that long (api/__main__.py)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_bounded_and_names_what_there_is(name: str) -> None:
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert service["logging"]["options"]["max-size"]
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert set(service.get("depends_on", ())) <= set(SERVICES)
    for volume in service.get("volumes", ()):
        source = volume.split(":")[0]
        assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"], volume
    for value in service.get("environment", {}).values():
        held = re.fullmatch(r"/run/secrets/(\w+)", value)
        assert held is None or held.group(1) in service["secrets"], value


def test_nothing_secret_stands_in_an_environment() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY|SECRET|TOKEN|DATABASE_URL", variable):
                assert value.startswith("/run/secrets/"), (name, variable)
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("secrets/")
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/secrets/", "/.env"} <= set(ignored)


def test_the_database_is_reached_from_nowhere_else() -> None:
    assert COMPOSE["networks"]["back"]["internal"]
    assert SERVICES["postgres"]["networks"] == ["back"]
    assert "ports" not in SERVICES["postgres"]
    assert {name for name, service in SERVICES.items() if "back" in service["networks"]} == {*APPS, "postgres"}


def test_health_is_looked_at() -> None:
    assert "HEALTHCHECK" in DOCKERFILE
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "proxy"))
    assert SERVICES[APPS[0]]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_images_have_short_names() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert images
    assert not [image for image in images if re.search(r"[.:]\S*/", image)]


# The image


def test_the_image_is_built_from_what_is_here_and_allowed() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
              for word in line.split()[:-1]]  # fmt: skip
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
    assert set(copied) == allowed


def test_the_image_has_what_the_app_imports_and_runs_as_nobody_special() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["10001:10001"]
    for package in ("rules_core", "bot", "api"):
        assert f"COPY {package} {package}" in last
    assert "--require-hashes" in DOCKERFILE
    assert Settings.__fields__["design"].default.as_posix() in last


# Monitoring


def exposed() -> dict[str, set[str]]:
    """Every name that /metrics gives or can give, with its labels."""
    metrics = Metrics()
    metrics.refused.labels("session")
    metrics.turns.labels("text", "stored")
    metrics.seconds.labels("text").observe(0.01)
    metrics.knowledge.labels("1")
    families = text_string_to_metric_families(metrics.text().decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


SCRAPED = {"job", "instance"}
"""Labels that Prometheus itself adds."""
QUERIES = [
    *(target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]),
    *(rule["expr"] for group in ALERTS["groups"] for rule in group["rules"]),
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_metric_and_label_that_is_asked_for_exists(query: str) -> None:
    known = {"up": set[str](), **exposed()}
    named = re.findall(r"\b(?:vejviser_|process_)\w+|\bup\b", query)
    assert named
    assert not set(named) - set(known)
    labels = {name for group in re.findall(r"by \(([^)]*)\)", query) for name in re.split(r",\s*", group)}
    labels |= set(re.findall(r"(\w+)=~?\"", query))
    assert labels <= SCRAPED.union(*(known[name] for name in named))


def test_the_outcomes_that_alarms_look_for_are_problems_of_ours() -> None:
    for outcomes in re.findall(r'outcome=~"([^"]+)"', " ".join(QUERIES)):
        assert set(outcomes.split("|")) <= set(STATUS)


def test_every_metric_of_ours_is_in_the_manual() -> None:
    suffix = r"_(bucket|sum|count|created|total)$"
    ours = {re.sub(suffix, "", name) for name in exposed() if name.startswith("vejviser_")}
    assert ours <= set(re.findall(r"`(vejviser_\w+)`", MANUAL))


def test_prometheus_and_the_proxy_reach_every_replica() -> None:
    scraped = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text())["scrape_configs"][0]
    assert scraped["static_configs"][0]["targets"] == [f"{name}:8000" for name in APPS]
    assert f"reverse_proxy {APPS[0]}:8000 {APPS[1]}:8000" in (ROOT / "deploy/Caddyfile").read_text()


def test_panels_have_places_of_their_own() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(set(places)) == len(DASHBOARD["panels"])

"""Logging in by OpenID Connect, against a real provider: django-oauth-toolkit in an environment of its own."""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc import jwk, jwt

from api.service import Service, open_records
from api.settings import Settings
from api.staff import oidc
from api.staff.accounts import LoginRefused
from api.staff.entry import COOKIE, LOGIN_COOKIE
from tests.api.conftest import ROOT, BrokenRuntime, Clock

PYTHON = ROOT / ".state" / "oidc" / "bin" / "python"
CALLBACK = "https://testserver/staff/oidc/callback"
CLIENT = "vejviser"


@dataclass(frozen=True)
class Provider:
    issuer: str
    secret: str
    password: str

    def settings(self, folder: Path, **changes: Any) -> Settings:
        given = {"oidc_issuer": self.issuer, "oidc_client": CLIENT, "oidc_secret": self.secret}
        return Settings(state=folder, **{**given, **changes})


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory, watched_log: Callable[[str], Path]) -> Iterator[Provider]:
    if not PYTHON.exists():
        pytest.skip("no provider; make test installs one into .state/oidc")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Provider(f"http://127.0.0.1:{port}/o", secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    folder = tmp_path_factory.mktemp("provider")
    command = [str(PYTHON), str(ROOT / "tests/oidc/provider.py"), str(port), str(folder), CALLBACK, CLIENT,
               made.secret, made.password]  # fmt: skip
    with watched_log("provider").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(made, process)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(provider: Provider, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the provider ended"
        try:
            httpx.get(f"{provider.issuer}/.well-known/openid-configuration", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the provider does not answer")


@pytest.fixture
def made(provider: Provider, tmp_path: Path, knowledge: Any, clock: Clock) -> Service:
    settings = provider.settings(tmp_path)
    return Service(settings, knowledge, open_records(settings, clock), BrokenRuntime(), clock)  # type: ignore[arg-type]


@pytest.fixture
def browser(made: Service, serve: Callable[[Service], TestClient]) -> TestClient:
    client = serve(made)
    client.base_url = "https://testserver"
    return client


def vouched(provider: Provider, browser: TestClient) -> str:
    """Goes to the provider, logs in there, and gives the address that it sends back to."""
    answer = browser.get("/staff/oidc")
    assert answer.status_code == 303
    with httpx.Client(trust_env=False) as there:
        page = there.get(answer.headers["location"], follow_redirects=True)
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
        fields = {**fields, "next": fields["next"].replace("&amp;", "&"), "username": "anna"}
        back = there.post(str(page.url), data={**fields, "password": provider.password})
        back = there.get(str(back.url.join(back.headers["location"])))
    assert back.headers["location"].startswith(CALLBACK)
    return back.headers["location"]


def test_whoever_the_provider_vouches_for_gets_the_account_of_that_subject(
    provider: Provider, browser: TestClient, made: Service
) -> None:
    account = made.accounts.add("anna", "adviser", subject="1")
    address = vouched(provider, browser)
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert made.sessions.find(browser.cookies[COOKIE]).account == account.id  # type: ignore[union-attr]
    assert browser.get("/staff").status_code == 200
    assert [entry.action for entry in made.stores.audit.entries()][-1] == "login"
    assert browser.get(address).status_code == 401, "a code is for once"


def test_somebody_without_an_account_is_not_let_in(provider: Provider, browser: TestClient) -> None:
    assert browser.get(vouched(provider, browser)).status_code == 401
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("fault", ["no cookie", "another login's cookie", "state", "code"])
def test_what_belongs_to_another_login_is_refused(
    provider: Provider, browser: TestClient, made: Service, fault: str
) -> None:
    made.accounts.add("anna", "adviser", subject="1")
    address = vouched(provider, browser)
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    if fault == "no cookie":
        browser.cookies.clear()
    elif fault == "another login's cookie":
        browser.get("/staff/oidc")
    else:
        query[fault] += "x"
    assert browser.get("/staff/oidc/callback", params=query).status_code == 401
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("change", [{"oidc_secret": "x"}, {"oidc_claim": "email"}])
async def test_a_wrong_secret_or_an_absent_claim_lets_nobody_in(
    provider: Provider, browser: TestClient, made: Service, change: dict[str, str]
) -> None:
    made.accounts.add("anna", "adviser", subject="1")
    address = vouched(provider, browser)
    made.settings = made.settings.copy(update=change)
    assert browser.get(address).status_code == 401


async def test_a_provider_of_another_name_or_none_at_all_is_refused(provider: Provider, tmp_path: Path) -> None:
    for issuer in (provider.issuer + "/", "http://127.0.0.1:9/o"):
        with pytest.raises(LoginRefused):
            await oidc.begin(provider.settings(tmp_path, oidc_issuer=issuer), CALLBACK)


def test_a_provider_that_does_not_answer_is_a_page(
    tmp_path: Path, knowledge: Any, clock: Clock, serve: Callable[[Service], TestClient]
) -> None:
    settings = Settings(state=tmp_path, oidc_issuer="http://127.0.0.1:9/o", oidc_client="x", oidc_secret="x")
    service = Service(settings, knowledge, open_records(settings, clock), BrokenRuntime(), clock)  # type: ignore[arg-type]
    answer = serve(service).get("/staff/oidc")
    assert answer.status_code == 401
    assert LOGIN_COOKIE not in answer.headers.get("set-cookie", "")


def test_without_settings_there_is_no_such_login(plain: TestClient) -> None:
    assert plain.get("/staff/oidc").status_code == 404
    assert plain.get("/staff/oidc/callback").status_code == 404
    assert "/staff/oidc" not in plain.get("/staff/login").text


SETTINGS = Settings(oidc_issuer="https://id.example", oidc_client=CLIENT, oidc_secret="a client secret of ours")
KEY = jwk.RSAKey.generate_key(2048, {"kid": "1"})
NOW = int(time.time())
RIGHT = {"iss": "https://id.example", "aud": CLIENT, "exp": NOW + 3600, "iat": NOW, "nonce": "n", "sub": "1"}


def signed(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "1"}, claims, key, algorithms=[algorithm])


def test_an_id_token_that_is_right_gives_its_subject() -> None:
    keys = {"keys": [KEY.as_dict(private=False)]}
    assert oidc._subject(SETTINGS, signed(RIGHT), keys, "n") == "1"
    two = {**RIGHT, "aud": [CLIENT, "other"], "azp": CLIENT}
    assert oidc._subject(SETTINGS, signed(two), keys, "n") == "1"


@pytest.mark.parametrize(
    "change",
    [{"iss": "https://evil.example"}, {"aud": "other"}, {"aud": [CLIENT, "other"]}, {"exp": NOW - 3600}, {"exp": None},
     {"nonce": "m"}, {"nonce": None}, {"sub": None}, {"sub": ""}, {"sub": 1}],
)  # fmt: skip
def test_an_id_token_that_is_not_for_this_login_is_refused(change: dict[str, Any]) -> None:
    claims = {name: value for name, value in {**RIGHT, **change}.items() if value is not None}
    with pytest.raises((oidc.JoseError, LoginRefused, KeyError)):
        oidc._subject(SETTINGS, signed(claims), {"keys": [KEY.as_dict(private=False)]}, "n")


def test_a_forged_signature_is_refused() -> None:
    keys = {"keys": [KEY.as_dict(private=False)]}
    other = jwk.RSAKey.generate_key(2048, {"kid": "1"})
    ours = jwk.OctKey.import_key(str(SETTINGS.oidc_secret))
    for token in (signed(RIGHT, other), signed(RIGHT, ours, "HS256"), signed(RIGHT)[:-4] + "AAAA"):
        with pytest.raises((oidc.JoseError, ValueError)):
            oidc._subject(SETTINGS, token, keys, "n")
    head, body, _ = signed(RIGHT).split(".")
    with pytest.raises((oidc.JoseError, ValueError)):
        oidc._subject(SETTINGS, f"eyJhbGciOiJub25lIn0.{body}.", keys, "n")
    assert head

"""A member of staff at the desk, as a browser: logs in, follows pages, presses buttons."""

from __future__ import annotations

from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx import Response

from api.service import Service
from api.staff.accounts import Accounts, Role
from tests.api.forms import Page

PASSWORD = "korrekt hest batteri"  # for tests alone


def cheap_passwords(service: Service) -> None:
    """Accounts whose passwords cost next to nothing to hash."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    service.accounts = Accounts(service.stores.accounts, service.stores.account_key, service.clock, hasher)


class Desk:
    """One browser with its own cookies, over the same app."""

    def __init__(self, app: Any, service: Service, name: str = "anna", role: Role = "adviser") -> None:
        self.client = TestClient(
            app, base_url="https://testserver", raise_server_exceptions=False, follow_redirects=False
        )
        self.service, self.name = service, name
        if service.accounts.find(service.accounts.id_of(name)) is None:
            service.accounts.add(name, role, password=PASSWORD)

    @property
    def id(self) -> str:
        return self.service.accounts.id_of(self.name)

    def login(self, password: str = PASSWORD) -> Response:
        return self.client.post("/staff/login", data={"name": self.name, "password": password})

    def page(self, path: str = "/staff") -> Page:
        return Page(self.client, self.client.get(path))

    def csrf(self) -> str:
        forms = self.page("/staff/statistics").forms
        return next(value for form in forms for name, value in form.fields if name == "csrf")

    def post(self, path: str, **fields: str) -> Response:
        return self.client.post(path, data={"csrf": self.csrf(), **fields})

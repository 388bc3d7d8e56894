"""Who may see the statistics: nobody, until there are accounts of staff to let in."""

from __future__ import annotations

from fastapi import Depends
from fastapi.security import APIKeyCookie

from api.problems import Problem

_cookie = APIKeyCookie(
    name="__Host-vejviser-staff", auto_error=False, scheme_name="StaffSession", description="From logging in."
)


async def require_staff(token: str | None = Depends(_cookie)) -> None:
    """Problem `login`, always: there is no login yet, and a closed door is the safe one.

    With the staff's login it becomes `require_staff = allowed("adviser", "lead")`.
    """
    raise Problem("login")

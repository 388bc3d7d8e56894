"""OpenID Connect by Authlib and joserfc: authorization code with PKCE, state, nonce and a checked ID token."""

from __future__ import annotations

from typing import Any

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.settings import Settings
from api.staff.accounts import LoginRefused

ALGORITHMS = ["RS256", "ES256", "PS256"]
"""Signatures that are taken: keys of the provider's own, never `none` and never our secret."""
_PATIENCE = 10.0


def is_set(settings: Settings) -> bool:
    """Whether a provider is set."""
    return bool(settings.oidc_issuer and settings.oidc_client and settings.oidc_secret)


async def begin(settings: Settings, callback: str) -> tuple[str, dict[str, str]]:
    """The provider's address to go to, and what must be kept until one comes back. LoginRefused."""
    state = {name: generate_token(48) for name in ("state", "nonce", "code_verifier")}
    try:
        async with _client(settings, callback) as client:
            provider = await _provider(client, settings)
            address, _ = client.create_authorization_url(provider["authorization_endpoint"], **state)
    except (httpx2.HTTPError, OAuthError, KeyError, ValueError):
        raise LoginRefused("provider") from None
    return str(address), state


async def finish(settings: Settings, callback: str, state: dict[str, str] | None, query: dict[str, str]) -> str:
    """The subject that the provider vouches for. LoginRefused, whatever is wrong."""
    if state is None or query.get("state") != state["state"] or "code" not in query:
        raise LoginRefused("state")
    try:
        async with _client(settings, callback) as client:
            provider = await _provider(client, settings)
            token = await client.fetch_token(
                provider["token_endpoint"], code=query["code"], code_verifier=state["code_verifier"]
            )
            keys = (await client.request("GET", provider["jwks_uri"], withhold_token=True)).json()
        return _subject(settings, str(token["id_token"]), keys, state["nonce"])
    except (httpx2.HTTPError, OAuthError, JoseError, KeyError, ValueError):
        raise LoginRefused("provider") from None


def _subject(settings: Settings, id_token: str, keys: Any, nonce: str) -> str:
    """The claim that names the account, of an ID token that is signed, fresh, for us and from this login."""
    claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
    registry = jwt.JWTClaimsRegistry(
        leeway=60, exp={"essential": True}, iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client}, nonce={"essential": True, "value": nonce},
    )  # fmt: skip
    registry.validate(claims)
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != settings.oidc_client:
        raise LoginRefused("azp")
    subject = claims[settings.oidc_claim]
    if not isinstance(subject, str) or not subject:
        raise LoginRefused("claim")
    return subject


async def _provider(client: AsyncOAuth2Client, settings: Settings) -> dict[str, Any]:
    """The provider's description, which must be its own."""
    address = f"{str(settings.oidc_issuer).rstrip('/')}/.well-known/openid-configuration"
    answer = await client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    provider: dict[str, Any] = answer.json()
    if provider["issuer"] != settings.oidc_issuer:
        raise LoginRefused("issuer")
    return provider


def _client(settings: Settings, callback: str) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        settings.oidc_client, settings.oidc_secret, scope="openid", redirect_uri=callback,
        code_challenge_method="S256", timeout=_PATIENCE, trust_env=False,
    )  # fmt: skip

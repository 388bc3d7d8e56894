"""An OpenID provider: Django with django-oauth-toolkit, one user, one client. Runs in an environment of its own.

Arguments: port, folder for its database, our callback, client id, client secret, the user's password.
"""

from __future__ import annotations

import os
import sys

PORT, FOLDER, CALLBACK, CLIENT, SECRET, PASSWORD = sys.argv[1:]
USER = "anna"
LOGIN = """<form method="post">{% csrf_token %}{{ form }}<input type="hidden" name="next" value="{{ next }}"></form>"""

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback alone


def configure() -> None:
    """Django's settings, without a project."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    apps = ["auth", "contenttypes", "sessions"]
    middleware = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                  "django.contrib.auth.middleware.AuthenticationMiddleware"]  # fmt: skip
    settings.configure(
        SECRET_KEY=SECRET, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True, LOGIN_URL="/login/",
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "oauth2_provider"], MIDDLEWARE=middleware,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{FOLDER}/provider.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN})],
            "context_processors": ["django.template.context_processors.request"]}}],
        OAUTH2_PROVIDER={"OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": key.decode(), "SCOPES": {"openid": "who"},
                         "PKCE_REQUIRED": True, "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{PORT}/o"},
    )  # fmt: skip


configure()

import django  # noqa: E402

django.setup()

from django.contrib.auth.views import LoginView  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
               path("login/", LoginView.as_view())]  # fmt: skip


def main() -> None:
    """Makes the database, user and client, says so, and serves until it is ended."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_user(USER, password=PASSWORD)
    Application.objects.create(
        name="Vejviser", client_id=CLIENT, client_secret=SECRET, redirect_uris=CALLBACK, algorithm="RS256",
        client_type=Application.CLIENT_CONFIDENTIAL, skip_authorization=True,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    )  # fmt: skip
    call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False, use_threading=True, verbosity=0)


if __name__ == "__main__":
    main()

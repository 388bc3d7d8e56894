"""One notice on its way: to a webhook (Standard Webhooks) or by mail. Either bears the notice's key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import httpx2

from api.outbox.channels import Channel, Channels, Smtp
from api.outbox.words import subject_of, text_of
from bot.records import Notice

PATIENCE = 10.0
"""Seconds that a server may take for one answer. A mail takes about ten, which is less than a lease."""


class NotDelivered(Exception):
    """It may or may not have arrived; `reason` is the name of an error or a status, never an address."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def deliver(notice: Notice, channels: Channels, at: datetime) -> None:
    """NotDelivered unless the other side has taken it."""
    place, _, kind = notice.channel.partition(" ")
    channel = channels.channels[place]
    try:
        if kind == "webhook":
            _post(notice, channel, channels.link, at)
        else:
            assert channels.smtp is not None
            _mail(notice, str(channel.mail), channels.smtp, channels.link, at)
    except (httpx2.HTTPError, smtplib.SMTPException, OSError) as error:
        raise NotDelivered(type(error).__name__) from None


def _post(notice: Notice, channel: Channel, link: str, at: datetime) -> None:
    content = {"event": notice.event, "urgency": notice.urgency, "text": text_of(notice, link), "link": link}
    body, time = json.dumps(content, ensure_ascii=False), str(int(at.timestamp()))
    headers = {"content-type": "application/json", "webhook-id": notice.key, "webhook-timestamp": time}
    if channel.key is not None:
        headers["webhook-signature"] = signature(channel.key, notice.key, time, body)
    with httpx2.Client(timeout=PATIENCE, trust_env=False) as client:
        answer = client.post(str(channel.webhook), content=body.encode(), headers=headers)
    if not 200 <= answer.status_code < 300:
        raise NotDelivered(str(answer.status_code))


def signature(secret: bytes, key: str, time: str, body: str) -> str:
    """As Standard Webhooks write it: `v1,` and base64 of HMAC-SHA-256 over id, time and body, under the secret."""
    signed = hmac.new(secret, f"{key}.{time}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _mail(notice: Notice, to: str, server: Smtp, link: str, at: datetime) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject_of(notice), server.sender, to
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{notice.key}@{server.sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text_of(notice, link))
    with _connected(server) as smtp:
        if server.user is not None:
            smtp.login(server.user, server.password or "")
        smtp.send_message(mail)


def _connected(server: Smtp) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=ssl.create_default_context())
    smtp = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    return smtp

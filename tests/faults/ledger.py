"""What a citizen sent and what was acknowledged, to be compared with what the service has afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Said:
    """One turn, or one line of a thread: its id, what was sent, and the answer once there was one."""

    id: str
    body: dict[str, Any]
    acknowledged: dict[str, Any] | None = None


@dataclass
class Thread:
    """One thread: the sending, its receipt once it was acknowledged, and the lines written into it."""

    sent: Said
    receipt: str = ""
    lines: list[Said] = field(default_factory=list)


@dataclass
class Conversation:
    """One conversation, all of whose turns come from one citizen, one after the other."""

    id: str
    token: str
    said: list[Said] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def acknowledged(self) -> list[Said]:
        return [said for said in self.said if said.acknowledged is not None]


@dataclass
class Findings:
    """What was compared: how many acknowledged things there were, and which of them are gone, doubled or altered."""

    answers: int = 0
    handoffs: int = 0
    lines: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.altered]


def audit_conversation(client: httpx.Client, conversation: Conversation, findings: Findings) -> None:
    """Every acknowledged turn once, in the order of sending, with the facts that its answer had."""
    known = conversation.acknowledged()  # before reading: what is acknowledged meanwhile is not looked for
    read = client.get(f"/api/v1/conversations/{conversation.id}", headers=conversation.headers)
    assert read.status_code == 200, read.text
    _, *turns = read.json()["turns"]
    ids = [turn["turn_id"] for turn in turns]
    kept = {turn["turn_id"]: turn for turn in turns}
    findings.answers += len(known)
    findings.doubled += sorted({id for id in ids if ids.count(id) > 1})
    findings.lost += [said.id for said in known if said.id not in kept]
    findings.altered += [said.id for said in known if said.id in kept and _differs(said.acknowledged, kept[said.id])]
    order = [id for id in ids if id in {said.id for said in known}]
    if not findings.faults and order != [said.id for said in known]:
        findings.altered.append(f"order of {conversation.id}")


def audit_thread(client: httpx.Client, thread: Thread, findings: Findings) -> None:
    """The thread under its receipt with the message that was sent, and every acknowledged line once."""
    known = [said for said in thread.lines if said.acknowledged is not None]
    read = client.get("/api/v1/thread", headers={"Authorization": f"Bearer {thread.receipt}"})
    findings.handoffs += 1
    findings.lines += len(known)
    if read.status_code == 404:
        findings.lost.append(thread.sent.id)
        return
    assert read.status_code == 200, read.text
    content = read.json()
    if content["summary"]["message"] != thread.sent.body["message"]:
        findings.altered.append(thread.sent.id)
    texts = [line["text"] for line in content["lines"]]
    findings.lost += [said.id for said in known if said.body["text"] not in texts]
    findings.doubled += [said.id for said in thread.lines if texts.count(said.body["text"]) > 1]


def _differs(acknowledged: dict[str, Any] | None, kept: dict[str, Any]) -> bool:
    """Of a turn that others followed the assessment is left out when it is read; nothing else may differ."""
    assert acknowledged is not None
    return any(acknowledged[name] != kept[name] for name in ("messages", "situation", "asking", "progress"))

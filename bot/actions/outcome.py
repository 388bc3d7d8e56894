"""The results, in a few plain sentences; the cards beside them are drawn from the assessment."""

from __future__ import annotations

from collections.abc import Iterable

from bot.actions.counsel import Counsel
from bot.actions.phrases import listed
from bot.actions.replies import Replies
from bot.actions.state import State
from rules_core.assess import Finding
from rules_core.interview import in_play

NAMED = 4
"""How many provisions a sentence names at most; the rest stands in the cards."""


def say_results(replies: Replies, counsel: Counsel, state: State) -> None:
    """Names what is likely, then what is possible among the topics in play, and what one can still do."""
    likely, possible = findings_of(counsel, state, "likely"), findings_of(counsel, state, "possible")
    if likely:
        replies.say("utter_results_likely", "result", provisions=named(likely))
    else:
        replies.say("utter_results_none", "result")
    if possible:
        replies.say("utter_results_possible", "result", provisions=named(possible[:NAMED]))
    replies.say("utter_results_note", "result")
    if counsel.left(state):
        replies.say("utter_results_more")
    replies.say("utter_results_ask")


def findings_of(counsel: Counsel, state: State, status: str) -> list[Finding]:
    """The findings of a status, most relevant first: of all provisions if likely, else of the topics in play."""
    assessment = counsel.assessment(state)
    topics = () if status == "likely" else counsel.topics(state)
    findings = in_play(counsel.knowledge, topics, assessment)
    return [finding for finding in findings if finding.status == status]


def named(findings: Iterable[Finding]) -> str:
    """ "Forsorgshjem (Serviceloven § 110) og ..." """
    return listed(f"{finding.provision.title} ({finding.provision.law})" for finding in findings)

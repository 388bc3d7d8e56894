"""The interview: answers, facts and needs; and what is said where a message is none of these."""

from __future__ import annotations

from bot.actions.move import Move
from bot.actions.phrases import contacts
from bot.actions.places import place_contacts
from bot.actions.remarks import say_asides
from bot.actions.talk import Talk

_LAST_RETRY = 3
_UNSURE = "unsure"
_REASONS = {"too_long": "utter_too_long", "language": "utter_language", "script": "utter_language"}
"""What the gate before the classifier gives as a reason, where it deserves words of its own."""


class Open(Move):
    """The first turn: who speaks here, and what is asked first."""

    id = "action_open"

    def reply(self, talk: Talk) -> None:
        """The notice stands before the first free text. The page's municipality is kept when one starts over."""
        talk.state.opened_in = talk.state.situation.get("municipality")
        talk.replies.say("utter_welcome")
        talk.replies.say("utter_notice")


class Interview(Move):
    """An answer, a fact or a need, in a text or by choice."""

    id = "action_interview"

    def reply(self, talk: Talk) -> None:
        """Says back what was heard; where nothing was, says so, the more helpfully the oftener."""
        if talk.state.paused and talk.intent == "affirm":
            resume(talk)
        elif talk.recognised:
            acknowledge(talk)
        elif not talk.state.paused:
            retry(talk)


class OutOfScope(Move):
    """What was not understood, and what this assistant cannot do; unless the text answers the question after all."""

    id = "action_out_of_scope"

    def reply(self, talk: Talk) -> None:
        """Said once; if the next text is not understood either, help with the question is worth more."""
        if talk.recognised:
            acknowledge(talk)
        elif say_asides(talk):
            return
        elif talk.reason in _REASONS:
            talk.replies.say(_REASONS[talk.reason])
        elif talk.asked and talk.state.attempts:
            retry(talk)
        elif talk.reason == _UNSURE:
            ask_back(talk)
        else:
            say_limits(talk)


def ask_back(talk: Talk) -> None:
    """Heard something, sure of nothing: offers the two likeliest needs, where the language model ranks two."""
    topics = talk.counsel.knowledge.topics
    likeliest = [topics[intent].label for intent in talk.ranking if intent in topics][:2]
    talk.state.attempts += bool(talk.asked)
    if len(likeliest) == 2:
        talk.replies.say("utter_low_confidence", first=likeliest[0], second=likeliest[1])
    else:
        talk.replies.say("utter_low_confidence_open")


def say_limits(talk: Talk) -> None:
    """What it can do, and whom to call about the rest."""
    talk.state.attempts += bool(talk.asked)
    talk.replies.say("utter_out_of_scope")
    places = place_contacts(talk)
    if places:
        talk.replies.say("utter_out_of_scope_call", contacts=contacts(places))
    else:
        talk.replies.say("utter_out_of_scope_nobody")


def acknowledge(talk: Talk) -> None:
    """What was heard, said back; a new need opens a finished interview again, a new fact renews its results."""
    if talk.answered and talk.intent in ("dont_know", "decline"):
        talk.replies.say("utter_dont_know" if talk.intent == "dont_know" else "utter_declined")
    talk.say_understood()
    if talk.state.finished and talk.new_topics:
        talk.state.finished = False
    elif talk.state.finished:
        talk.show_results()


def retry(talk: Talk) -> None:
    """Nothing was understood: each time in a row other help is offered."""
    if talk.asked is None:
        talk.replies.say("utter_no_question")
        return
    talk.state.attempts += 1
    talk.replies.say(f"utter_retry_{min(talk.state.attempts, _LAST_RETRY)}")


def resume(talk: Talk) -> None:
    """On with the interview, after an alert or after the results."""
    if talk.state.paused:
        talk.replies.say("utter_resumed")
    talk.state.paused = talk.state.finished = False

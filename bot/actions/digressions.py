"""Questions to the assistant about the help: price, deadline, contact, complaint, a provision, and why.

Each is answered from the assessment of what was told so far, the same sentence included; then the question follows.
"""

from __future__ import annotations

from abc import abstractmethod

from bot.actions.mention import mentioned
from bot.actions.move import Move
from bot.actions.outcome import findings_of
from bot.actions.phrases import amount, contacts, listed, long_date
from bot.actions.places import national_lines, place_contacts
from bot.actions.state import TOPIC
from bot.actions.talk import Talk
from rules_core.assess import Finding

_SPOKEN_OF = 3
_DEADLINES = 4
_WHY = {"likely": "met", "possible": "unknown", "unlikely": "unmet"}


class Digression(Move):
    """Says what is to be said of each provision in question, or `empty` where there is none."""

    empty: str

    def reply(self, talk: Talk) -> None:
        """The facts of the same sentence first, because the answer leans on them."""
        talk.say_understood()
        findings = spoken_of(talk)
        said = [self.say(talk, finding) for finding in findings]
        if not any(said):
            talk.replies.say(self.empty)

    @abstractmethod
    def say(self, talk: Talk, finding: Finding) -> bool:
        """Speaks of one finding; False where there is nothing to say."""


def spoken_of(talk: Talk) -> list[Finding]:
    """The provisions that the text names; otherwise those that are likely."""
    named = mentioned(talk.text, talk.counsel.assessment(talk.state))
    return (named or findings_of(talk.counsel, talk.state, "likely"))[:_SPOKEN_OF]


class Cost(Digression):
    """What it costs or brings in; from now on the interview asks what the price depends on."""

    id, empty = "action_cost", "utter_cost_later"

    def reply(self, talk: Talk) -> None:
        """As the others, and remembers that the price is wanted."""
        talk.state.price = True
        super().reply(talk)

    def say(self, talk: Talk, finding: Finding) -> bool:
        """The ranges of the estimate, what it names without a figure, and what it takes for granted."""
        title, cost = finding.provision.title, talk.counsel.assessment(talk.state).cost(finding)
        if cost is None or not (cost["lines"] or any(cost[side] for side in ("pays", "receives", "keeps"))):
            talk.replies.say("utter_cost_unknown", title=title)
            return True
        for side in ("pays", "receives", "keeps"):
            span = cost[side]
            if span and side == "pays" and span["high"] == 0:
                talk.replies.say("utter_cost_free", title=title)
            elif span and span["high"] != 0:
                talk.replies.say(f"utter_cost_{side}", title=title, amount=amount(span))
        unpriced = [line["label"] for line in cost["lines"] if line["low"] is None and line["high"] is None]
        if unpriced:
            talk.replies.say("utter_cost_lines", title=title, lines=listed(unpriced))
        if cost["assumptions"]:
            talk.replies.say("utter_cost_assumptions", assumptions=" ".join(cost["assumptions"]))
        return True


class Deadlines(Digression):
    id, empty = "action_deadlines", "utter_deadlines_none"

    def say(self, talk: Talk, finding: Finding) -> bool:
        """Each deadline with the date on which it ends, reckoned from the day asked about."""
        deadlines = talk.counsel.assessment(talk.state).deadlines(finding)[:_DEADLINES]
        for deadline in deadlines:
            talk.replies.say(
                "utter_deadline",
                title=finding.provision.title,
                text_of_deadline=deadline["text"],
                date=long_date(deadline["due"]),
            )
        return bool(deadlines)


class Contacts(Digression):
    """Whom to contact about it, and how; without a provision, the municipality."""

    id, empty = "action_contacts", "utter_contacts_none"

    def reply(self, talk: Talk) -> None:
        """The municipality's contacts where no provision is likely yet."""
        places = place_contacts(talk)
        if spoken_of(talk) or not places:
            super().reply(talk)
        else:
            talk.say_understood()
            talk.replies.say("utter_contacts_place", contacts=contacts(places))

    def say(self, talk: Talk, finding: Finding) -> bool:
        """How one gets in, and the contacts."""
        provision = finding.provision
        talk.replies.say("utter_apply", title=provision.title, how=provision.apply.text)
        place = talk.state.situation.get("municipality")
        known = [contact.as_dict() for contact in talk.counsel.knowledge.contacts(provision.contacts, place)]
        if known:
            talk.replies.say("utter_contacts_of", title=provision.title, contacts=contacts(known))
        return True


class Appeal(Digression):
    id, empty = "action_appeal", "utter_appeal_none"

    def say(self, talk: Talk, finding: Finding) -> bool:
        """Whether, where and until when one can complain."""
        talk.replies.say("utter_appeal", title=finding.provision.title, how=finding.provision.appeal.text)
        return True


class ProvisionSummary(Digression):
    id, empty = "action_provision", "utter_provision_which"

    def say(self, talk: Talk, finding: Finding) -> bool:
        """What the help is, and whether it may fit."""
        provision = finding.provision
        talk.replies.say("utter_provision", title=provision.title, law=provision.law, summary=provision.summary)
        talk.replies.say(f"utter_provision_{finding.status}")
        return True


class WhyResult(Digression):
    id, empty = "action_why_result", "utter_why_no_result"

    def say(self, talk: Talk, finding: Finding) -> bool:
        """The criteria that make the status: met, unmet, or not known yet."""
        reasons = [reason.criterion.text for reason in finding.reasons if reason.outcome == _WHY[finding.status]]
        talk.replies.say(f"utter_why_{finding.status}", title=finding.provision.title, reasons=" ".join(reasons))
        return True


class WhyQuestion(WhyResult):
    """Why the standing question is asked; where none stands, why the results are what they are."""

    id = "action_why_question"

    def reply(self, talk: Talk) -> None:
        """The reason belongs to the question that stood when "hvorfor" was written."""
        if talk.asked is None:
            super().reply(talk)
            return
        if talk.asked.id == TOPIC:
            talk.replies.say("utter_why_topic")
        else:
            talk.replies.say("utter_why_question", why=talk.asked.why)
        talk.say_understood()


class Human(Move):
    """Whom to talk to instead. Nobody is called from here, and it says so."""

    id = "action_human"

    def reply(self, talk: Talk) -> None:
        """The municipality's contacts, then the national lines."""
        talk.say_understood()
        places = place_contacts(talk) or [self._own_municipality(talk)]
        talk.replies.say("utter_human", contacts=contacts(places))
        talk.replies.say("utter_human_lines", contacts=contacts(national_lines(talk)))

    @staticmethod
    def _own_municipality(talk: Talk) -> dict[str, object]:
        return talk.counsel.knowledge.contact("own-municipality").as_dict()

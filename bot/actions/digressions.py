"""Questions to the assistant about the help: price, deadline, contact, complaint, a provision, and why.

Each is answered from the assessment of what was told so far, the same sentence included; then the question follows.
"""

from __future__ import annotations

from abc import abstractmethod

from bot.actions.mention import mentioned
from bot.actions.move import Move
from bot.actions.outcome import findings_of, named
from bot.actions.phrases import contacts, itemised, until
from bot.actions.places import national_lines, place_contacts
from bot.actions.price import price_in_words
from bot.actions.remarks import say_asides
from bot.actions.replies import HANDOFF
from bot.actions.state import TOPIC
from bot.actions.talk import Talk
from rules_core.assess import Finding
from rules_core.interview import in_play
from rules_core.truth import Truth

_SPOKEN_OF = 3
_DEADLINES = 4
_REASONS = 6
_LATER = ("appeal", "reassessment", "follow_up")
"""Deadlines that come after the answer for which one waits."""
_WHY = {"likely": "met", "possible": "unknown", "unlikely": "unmet"}


class Digression(Move):
    """Says what is to be said of each provision in question, or `empty` where there is none."""

    empty: str

    def reply(self, talk: Talk) -> None:
        """The facts of the same sentence first, because the answer leans on them."""
        talk.say_understood()
        self.tell(talk)

    def tell(self, talk: Talk) -> None:
        """Which provisions the answer is about, where the text names none, and the answer."""
        findings, lead = spoken_of(talk)
        told = {finding.provision.id: self.say(talk, finding) for finding in findings}
        about = [finding for finding in findings if told[finding.provision.id]]
        if not about:
            talk.replies.say(self.empty)
            return
        if lead:
            talk.replies.say(lead, provisions=named(about))
        for finding in about:
            talk.replies.say("utter_of_provision", title=finding.provision.title, answer=told[finding.provision.id])
            if not lead and finding.status == "unlikely" and self.warns:
                talk.replies.say("utter_provision_unlikely")

    warns = True
    """Whether it is said of a provision that the text names that it does not seem to fit."""

    @abstractmethod
    def say(self, talk: Talk, finding: Finding) -> str:
        """The answer for one finding, in words; empty where there is nothing to say."""


def spoken_of(talk: Talk) -> tuple[list[Finding], str | None]:
    """The provisions in question, and what introduces them: those that the text names; else those that are likely,
    the topics in play first; else those that are possible in these topics.
    """
    assessment = talk.counsel.assessment(talk.state)
    named_ones = mentioned(talk.text, assessment)
    if named_ones:
        return named_ones[:_SPOKEN_OF], None
    likely = findings_of(talk.counsel, talk.state, "likely")
    if likely:
        opened = in_play(talk.counsel.knowledge, talk.counsel.topics(talk.state), assessment)
        return sorted(likely, key=lambda finding: finding not in opened)[:_SPOKEN_OF], "utter_lead_likely"
    topics = talk.counsel.topics(talk.state)
    possible = findings_of(talk.counsel, talk.state, "possible") if topics else []
    return possible[:_SPOKEN_OF], "utter_lead_possible"


class Cost(Digression):
    """What it costs or brings in; from now on the interview asks what the price depends on."""

    id, empty = "action_cost", "utter_cost_later"

    def reply(self, talk: Talk) -> None:
        """As the others, and remembers that the price is wanted."""
        talk.state.price = True
        super().reply(talk)

    def say(self, talk: Talk, finding: Finding) -> str:
        """The estimate in words; of what is unlikely too, because it was asked for by name."""
        plan = finding.provision.cost
        return price_in_words(plan.estimate(talk.state.situation, talk.state.day) if plan else None)


class Deadlines(Digression):
    id, empty = "action_deadlines", "utter_deadlines_none"

    def say(self, talk: Talk, finding: Finding) -> str:
        """Each deadline with its date, reckoned as if its event were on the day asked about."""
        situation, day = talk.state.situation, talk.state.day
        rules = [
            rule
            for rule in finding.provision.deadlines
            if rule.when is None or rule.when.truth(situation, day) is not Truth.FALSE
        ]
        before = [rule for rule in rules if rule.kind not in _LATER]
        return itemised(f"{rule.text} {until(rule.as_dict(day))}" for rule in (before or rules)[:_DEADLINES])


class Contacts(Digression):
    """Whom to contact about it, and how; without a provision, the municipality."""

    id, empty, warns = "action_contacts", "utter_contacts_none", False

    def tell(self, talk: Talk) -> None:
        """The municipality's contacts where nothing is named and nothing is likely yet."""
        places = place_contacts(talk)
        if spoken_of(talk)[1] == "utter_lead_possible" and places:
            talk.replies.say("utter_contacts_place", contacts=contacts(places))
        else:
            super().tell(talk)

    def say(self, talk: Talk, finding: Finding) -> str:
        """How one gets in, and the contacts."""
        provision = finding.provision
        place = talk.state.situation.get("municipality")
        known = [contact.as_dict() for contact in talk.counsel.knowledge.contacts(provision.contacts, place)]
        return "\n".join(part for part in (provision.apply.text, contacts(known)) if part)


class Appeal(Digression):
    id, empty, warns = "action_appeal", "utter_appeal_none", False

    def say(self, talk: Talk, finding: Finding) -> str:
        """Whether, where and until when one can complain."""
        rules = [rule for rule in finding.provision.deadlines if rule.kind == "appeal"]
        return " ".join([finding.provision.appeal.text, *(until(rule.as_dict(talk.state.day)) for rule in rules[:1])])


class ProvisionSummary(Digression):
    """What the help is and whether it may fit; of two that are named, also in what they differ."""

    id, empty = "action_provision", "utter_provision_which"

    def tell(self, talk: Talk) -> None:
        """Compares where the text names several."""
        findings, lead = spoken_of(talk)
        if lead and findings:
            talk.replies.say(lead, provisions=named(findings))
        if not findings:
            talk.replies.say(self.empty)
        for finding in findings:
            provision = finding.provision
            talk.replies.say(
                "utter_provision", title=provision.title, law=provision.law, answer=self.say(talk, finding)
            )
            if len(findings) > 1 and not lead:
                own = own_criteria(finding, findings)
                talk.replies.say("utter_provision_differs", title=provision.title, criteria=itemised(own))
            elif not lead:
                talk.replies.say(f"utter_provision_{finding.status}")

    def say(self, talk: Talk, finding: Finding) -> str:
        """Its summary."""
        return finding.provision.summary


def own_criteria(finding: Finding, findings: list[Finding]) -> list[str]:
    """The requirements of a provision that the others do not have in the same words."""
    others = {criterion.text for other in findings if other is not finding for criterion in other.provision.criteria}
    return [criterion.text for criterion in finding.provision.criteria if criterion.text not in others]


class WhyResult(Digression):
    id, empty, warns = "action_why_result", "utter_why_no_result", False

    def say(self, talk: Talk, finding: Finding) -> str:
        """The criteria that make the status: met, unmet, or not known yet."""
        reasons = [reason.criterion.text for reason in finding.reasons if reason.outcome == _WHY[finding.status]]
        return itemised(reasons[:_REASONS])

    def tell(self, talk: Talk) -> None:
        """Each with what its status means."""
        findings, _ = spoken_of(talk)
        for finding in findings:
            reasons = self.say(talk, finding)
            talk.replies.say(f"utter_why_{finding.status}", title=finding.provision.title, reasons=reasons)
        if not findings:
            talk.replies.say(self.empty)


class WhyQuestion(WhyResult):
    """Why the standing question is asked; where none stands or a provision is named, why the result is as it is."""

    id = "action_why_question"

    def tell(self, talk: Talk) -> None:
        """The reason belongs to the question that stood when "hvorfor" was written."""
        if talk.asked is None or mentioned(talk.text, talk.counsel.assessment(talk.state)):
            super().tell(talk)
        elif talk.asked.id == TOPIC:
            talk.replies.say("utter_why_topic")
        else:
            talk.replies.say("utter_why_question", why=talk.asked.why)


class Human(Move):
    """People to talk with: the municipality's, then lines for the whole country."""

    id = "action_human"

    def reply(self, talk: Talk) -> None:
        """It cannot put anybody through; the page offers to send a summary. An interpreter is another matter."""
        talk.say_understood()
        if say_asides(talk):
            return
        own = talk.counsel.knowledge.contact("own-municipality").as_dict()
        talk.replies.say("utter_human", contacts=contacts(place_contacts(talk) or [own]))
        talk.replies.say("utter_human_writing", offers=HANDOFF)
        talk.replies.say("utter_human_lines", contacts=contacts(national_lines(talk)))

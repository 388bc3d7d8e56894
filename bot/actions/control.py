"""Steering the conversation: back, start over, results, resume, correct, stop, erase."""

from __future__ import annotations

from bot.actions.interview import resume
from bot.actions.move import Move
from bot.actions.state import State
from bot.actions.talk import SET, Talk
from bot.actions.trail import undone


class Resume(Move):
    """On with the interview, after an alert or after the results."""

    id = "action_resume"

    def reply(self, talk: Talk) -> None:
        """Lifts the pause; the question comes after it, or the results again where none is left."""
        resume(talk)


class Results(Move):
    """The results now, whatever is left to ask."""

    id = "action_results"
    goes_on = False

    def reply(self, talk: Talk) -> None:
        """Skips the rest of the interview; "fortsæt" takes it up again."""
        talk.show_results()


class Correct(Move):
    """Another value for what was told."""

    id = "action_correct"

    def reply(self, talk: Talk) -> None:
        """Says what it was changed to; where no value was heard, how to say it."""
        if talk.told or talk.kept:
            talk.say_understood()
        elif not talk.recognised and talk.way != SET:
            talk.replies.say("utter_correct_how")
        if talk.state.finished and talk.recognised:
            talk.show_results()


class Back(Move):
    """One question back; what it changed is undone, and it is asked again."""

    id = "action_back"

    def reply(self, talk: Talk) -> None:
        """Also from the results. An alert is not undone by it."""
        state = talk.state
        if state.paused:
            return
        if not state.trail:
            talk.replies.say("utter_back_nowhere")
            return
        step = state.trail.pop()
        state.situation, state.topics = undone(state.situation, step), step["topics"]
        state.asking, state.finished, state.attempts = step["question"], False, 0
        talk.replies.say("utter_back")


class StartOver(Move):
    """Everything that was told is forgotten."""

    id = "action_start_over"

    def reply(self, talk: Talk) -> None:
        """The day that is asked about stays, and the municipality on whose page the conversation was opened."""
        place = talk.state.opened_in
        talk.state = State(day=talk.state.day, opened_in=place)
        if place:
            talk.state.situation = talk.state.situation.put("municipality", place)
        talk.replies.say("utter_started_over")


class Stop(Move):
    """No more questions."""

    id = "action_stop"
    goes_on = False

    def reply(self, talk: Talk) -> None:
        """Says how to see the results, go on or erase."""
        talk.state.finished, talk.state.asking = True, None
        talk.replies.say("utter_stop")


class Goodbye(Stop):
    """A farewell; the same, in other words."""

    id = "action_goodbye"

    def reply(self, talk: Talk) -> None:
        """As for stop."""
        talk.state.finished, talk.state.asking = True, None
        talk.replies.say("utter_goodbye")


class Erase(Move):
    """The citizen wants everything gone: the slot `erase_requested` lets the client offer it; the api erases."""

    id = "action_erase"

    def reply(self, talk: Talk) -> None:
        """Says how, because it cannot be undone."""
        talk.state.erase_requested = True
        talk.replies.say("utter_erase")

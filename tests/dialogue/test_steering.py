"""Back, start over, results, correct, stop and erase."""

from __future__ import annotations

from collections.abc import Callable

from tests.dialogue.conftest import Citizen


def test_back_undoes_the_last_answer_and_asks_it_again(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(choice="homeless")
    citizen.send(command="back")
    assert citizen.asked == "housing"
    assert citizen.situation == {"municipality": "holbaek", "age": 34}
    citizen.send(command="back")
    assert citizen.asked == "age"
    citizen.send(command="back")
    assert citizen.asked == "topic"
    citizen.send(command="back")
    assert citizen.asked == "topic"
    assert "tilbage" in citizen.words


def test_back_works_from_the_results(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(command="results")
    citizen.send(command="back")
    assert citizen.asked == "age"


def test_back_keeps_what_was_told_beside_the_answer_before(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(set={"children": 2})
    citizen.send(command="back")
    assert citizen.situation == {"municipality": "holbaek", "children": 2}


def test_back_opens_a_list_again_that_the_answer_closed(citizen: Citizen) -> None:
    citizen.send(choice="need_overview")
    citizen.say("jeg er blind")
    while citizen.asked != "impairment":
        citizen.send(choice="dont_know")
    citizen.send(choice=["hearing"])
    citizen.send(command="back")
    assert citizen.situation["impairment"] == ["vision"]
    assert citizen.situation["open_lists"] == ["impairment"]


def test_start_over_forgets_everything_but_the_place_where_the_conversation_was_opened(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(set={"municipality": "varde"})
    citizen.send(command="start_over")
    assert citizen.situation == {"municipality": "holbaek"}
    assert citizen.asked == "topic"
    assert citizen.turn["progress"]["answered"] == 0


def test_start_over_forgets_a_municipality_that_was_told(open_citizen: Callable[..., Citizen]) -> None:
    citizen = open_citizen()
    citizen.send(set={"municipality": "varde"})
    citizen.say("forfra")
    assert citizen.situation == {}


def test_results_come_when_they_are_wanted_and_the_interview_can_go_on(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(command="results")
    assert "result" in citizen.kinds
    assert citizen.asked is None
    citizen.send(command="continue")
    assert citizen.asked == "housing"


def test_a_correction_by_name_changes_the_fact_and_says_so(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(choice=34)
    citizen.send(set={"age": 52})
    assert citizen.situation["age"] == 52
    assert "52" in citizen.words
    assert citizen.asked == "housing"


def test_a_correction_after_the_results_renews_them(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(command="results")
    citizen.send(set={"age": 16})
    assert "result" in citizen.kinds
    assert citizen.turn["assessment"]["findings"]


def test_a_set_fact_answers_the_question_that_stands(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(set={"age": 52})
    assert citizen.asked == "housing"
    citizen.send(command="back")
    assert citizen.asked == "age"


def test_a_new_need_after_the_results_opens_the_interview_again(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.send(command="results")
    citizen.send(topic="need_dental")
    assert citizen.asked is not None


def test_stop_asks_nothing_more_and_can_be_taken_back(citizen: Citizen) -> None:
    citizen.send(choice="need_homeless")
    citizen.say("stop")
    assert citizen.asked is None
    citizen.say("fortsæt")
    assert citizen.asked == "age"


def test_the_wish_to_erase_is_handed_to_the_client_once(citizen: Citizen) -> None:
    assert citizen.say("slet")["erase_requested"] is True
    assert "Slet samtalen" in citizen.words
    assert citizen.send(command="why")["erase_requested"] is False


def test_the_wish_for_a_person_is_handed_to_the_client_once(citizen: Citizen) -> None:
    assert citizen.say("jeg vil tale med et menneske")["handoff_requested"] is True
    assert citizen.send(command="why")["handoff_requested"] is False
    assert citizen.send(command="human")["handoff_requested"] is True
    assert citizen.say("jeg har brug for en tolk")["handoff_requested"] is False

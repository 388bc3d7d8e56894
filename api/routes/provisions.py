"""The provisions of the law, as they stand in one municipality."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Path, Query

from api import shapes
from api.problems import Problem, invalid, responses
from api.remedies import remedy_of_fact
from api.service import Service, service_of
from rules_core import Knowledge
from rules_core.provision import Provision

router = APIRouter(prefix="/provisions", tags=["provisions"])


def place_of(
    municipality: str = Query("other", description="A municipality; other gives the national rules alone."),
    service: Service = Depends(service_of),
) -> str:
    """The municipality asked about. Problem `invalid`."""
    if municipality not in service.knowledge.municipalities:
        raise invalid(*remedy_of_fact("municipality"))
    return municipality


@router.get("", response_model=list[shapes.ProvisionSummary], summary="List provisions", responses=responses("invalid"))
async def index(place: str = Depends(place_of), service: Service = Depends(service_of)) -> list[dict[str, Any]]:
    """Every provision, the least intrusive first."""
    return [_summary(provision) for provision in service.knowledge.provisions[place].values()]


@router.get(
    "/{id}", response_model=shapes.Provision, summary="Read a provision",
    responses=responses("unknown_provision", "invalid"),
)  # fmt: skip
async def one(
    id: str = Path(description="A provision's id, such as sel-110."),
    place: str = Depends(place_of),
    service: Service = Depends(service_of),
) -> dict[str, Any]:
    """Who can get it, how, from whom and what it does not include."""
    if id not in service.knowledge.provisions[place]:
        raise Problem("unknown_provision")
    return _whole(service.knowledge.provision(id, place), service.knowledge, place)


def _summary(provision: Provision) -> dict[str, Any]:
    return {name: getattr(provision, name) for name in ("id", "title", "law", "summary", "local")}


def _whole(provision: Provision, knowledge: Knowledge, place: str) -> dict[str, Any]:
    statements = ("help", "extent", "follow_up", "other_help", "not_included", "doubts")
    appeal, apply = provision.appeal, provision.apply
    return {
        **_summary(provision),
        "municipality": place,
        "criteria": [
            {"id": criterion.id, "text": criterion.text, "facts": list(criterion.when.facts),
             "source": criterion.source.as_dict()}
            for criterion in provision.criteria
        ],
        "apply": {"how": apply.how, "text": apply.text},
        "appeal": {"possible": appeal.possible, "weeks": appeal.weeks, "to": appeal.to},
        "contacts": [contact.as_dict() for contact in knowledge.contacts(provision.contacts, place)],
        **{name: [statement.text for statement in getattr(provision, name)] for name in statements},
        "source": provision.source.as_dict(),
    }  # fmt: skip

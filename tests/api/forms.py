"""Pages as a browser without a script sees them: text, forms, and what pressing a button would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx import Response


@dataclass
class Form:
    """A form: where it goes, its fields that are sent anyway, and its buttons by label."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    boxes: list[tuple[str, str]] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._form: Form | None = None
        self._button: tuple[list[tuple[str, str]], list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, dict(attrs)))
        if tag == "form":
            assert values["method"] == "post", "an answer in an address"
            self._form = Form(values["action"])
            self.forms.append(self._form)
        elif self._form and tag == "input" and values.get("type") == "hidden":
            self._form.fields.append((values["name"], values["value"]))
        elif self._form and tag == "input" and values.get("type") == "checkbox":
            self._form.boxes.append((values["name"], values["value"]))
        elif self._form and tag in ("input", "textarea", "select"):
            self._form.inputs.append(values["name"])
        elif tag == "button":
            self._button = ([(values["name"], values["value"])] if "name" in values else [], [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button and self._form:
            self._form.buttons["".join(self._button[1]).strip()] = self._button[0]
            self._button = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._button:
            self._button[1].append(data)


class Page:
    """One page, and the way on from it."""

    def __init__(self, client: TestClient, response: Response) -> None:
        assert response.headers["content-type"].startswith("text/html"), response.headers
        self.client, self.response, self.status, self.html = client, response, response.status_code, response.text
        reader = _Reader()
        reader.feed(response.text)
        self.forms, self.tags = reader.forms, reader.tags
        self.text = " ".join(" ".join(reader.text).split())

    @classmethod
    def first(cls, client: TestClient) -> Page:
        return cls(client, client.get("/"))

    def form_with(self, button: str) -> Form:
        """The form that a button belongs to."""
        return next(form for form in self.forms if button in form.buttons)

    def sends(self, button: str, **filled: str | list[str]) -> tuple[str, dict[str, list[str]]]:
        """Where a button leads, and the fields that it sends; a name with a list stands for ticked boxes."""
        form = self.form_with(button)
        data: dict[str, list[str]] = {}
        for name, value in [*form.fields, *form.buttons[button]]:
            data.setdefault(name, []).append(value)
        for name in form.inputs:
            data.setdefault(name, []).append(str(filled.get(name, "")))
        for name, value in form.boxes:
            if value in filled.get(name, []):
                data.setdefault(name, []).append(value)
        return form.action, data

    def press(self, button: str, **filled: str | list[str]) -> Page:
        """The page behind a button."""
        action, data = self.sends(button, **filled)
        return Page(self.client, self.client.post(action, data=data))

    def has(self, button: str) -> bool:
        return any(button in form.buttons for form in self.forms)

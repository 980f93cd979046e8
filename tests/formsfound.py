"""The forms that a page holds, as a browser would find them: method, action, fields with their values."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Form:
    action: str
    method: str
    upload: bool
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, list[Form]()
        self.by_id: dict[str, Form] = {}
        self.now: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(self.page, a.get("action") or self.page))
            query = f"?{action.query}" if action.query else ""
            self.now = Form(
                action.path + query, a.get("method", "get").lower(), "multipart" in a.get("enctype", "")
            )
            self.forms.append(self.now)
            self.by_id[a.get("id", "")] = self.now
        elif tag in ("input", "textarea", "button", "select"):
            name, form = a.get("name", ""), self.by_id.get(a["form"]) if a.get("form") else self.now
            self.select = name if tag == "select" else self.select
            if not name or form is None:
                return
            if a.get("type") == "file":
                form.files.append(name)
            else:
                form.fields.setdefault(name, []).append(a.get("value", ""))
        elif tag == "option" and self.now is not None and self.select:
            self.now.fields.setdefault(self.select, []).append(a.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        elif tag == "select":
            self.select = ""


def forms_of(html: str, *, page: str) -> list[Form]:
    """Every form of the page at this address; fields that name their form by id are counted with it."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms

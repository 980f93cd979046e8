"""Forms of a page as a browser sees them: found, filled by rules, encoded."""

import html
import random
import re

TAG = re.compile(r"<(/?)(form|input|select|option|textarea|button)\b([^>]*)>", re.I)
ATTR = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")


class StepFailed(Exception):
    pass


def attrs(text):
    return {k.lower(): html.unescape(a or b or c or "") for k, a, b, c in ATTR.findall(text)}


def forms(page):
    """Every form of a page: attributes, fields [(type, name, value, checked)], buttons."""
    found, cur, select, area = [], None, None, None
    for m in TAG.finditer(page):
        closing, tag, at = m.group(1), m.group(2).lower(), m.group(3)
        if tag == "form":
            cur = None if closing else {"attrs": attrs(at), "fields": [], "buttons": []}
            if cur:
                found.append(cur)
        elif cur is None:
            continue
        elif tag == "select":
            select = None if closing else attrs(at).get("name")
        elif tag == "option" and not closing and select:
            a = attrs(at)
            cur["fields"].append(("option", select, a.get("value", ""), "selected" in a))
        elif tag == "textarea":
            if closing and area:
                cur["fields"].append(("text", area[0], html.unescape(page[area[1] : m.start()]), True))
            area = None if closing else (attrs(at).get("name", ""), m.end())
        elif tag == "input" and not closing:
            a = attrs(at)
            kind = a.get("type", "text").lower()
            if "disabled" in a or not a.get("name"):
                continue
            where = "buttons" if kind in ("submit", "image", "button") else "fields"
            cur[where].append((kind, a["name"], a.get("value", ""), "checked" in a))
        elif tag == "button" and not closing:
            a = attrs(at)
            if a.get("name"):
                cur["buttons"].append(("submit", a["name"], a.get("value", ""), False))
    return found


def pick_form(page, want):
    for f in forms(page):
        if all(re.search(rx, f["attrs"].get(k, "")) for k, rx in want.items() if k != "has_field"):
            rx = want.get("has_field")
            if rx is None or any(re.search(rx, x[1]) for x in f["fields"]):
                return f
    raise StepFailed(f"no form like {want}")


def form_body(form, spec, fmt):
    """Successful controls after applying fill / radio / checkbox / submit rules."""
    skip = [re.compile(x) for x in spec.get("drop", [])]
    fill = {k: fmt(v) for k, v in spec.get("fill", {}).items()}
    body, radios, used = [], {}, set()
    for kind, name, value, on in form["fields"]:
        if any(r.search(name) for r in skip):
            continue
        if name in fill:
            if name not in used:
                body.append((name, fill[name]))
                used.add(name)
        elif kind == "radio":
            radios.setdefault(name, []).append((value, on))
        elif kind == "checkbox":
            if on:
                body.append((name, value or "on"))
        elif kind == "option":
            if on:
                body.append((name, value))
        else:
            body.append((name, value))
    ignore = set(spec.get("radio_ignore", []))
    for name, options in radios.items():
        if spec.get("radio") == "random":
            real = [v for v, _ in options if v not in ignore] or [v for v, _ in options]
            body.append((name, random.choice(real)))
        else:
            body += [(name, v) for v, on in options if on]
    body += [(k, v) for k, v in fill.items() if k not in used]
    if spec.get("submit"):
        for _, name, value, _ in form["buttons"]:
            if re.fullmatch(spec["submit"], name):
                body.append((name, value))
                break
        else:
            raise StepFailed(f"no button {spec['submit']}")
    return body

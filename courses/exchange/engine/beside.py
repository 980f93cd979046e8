"""What a format cannot say: it travels beside the question as one line of JSON, and the report names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.exchange.engine.report import Change


def quoted_stem(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> str:
    """The stem with the quotation before it, for formats that have no place for one."""
    context = item.get("context")
    if not context:
        return str(item["stem"])
    rest["context"], rest["stem_length"] = context, len(str(item["stem"]))
    lost.append(Change("context", "The quotation stands in the text of the question."))
    label = f"{context['who']} (AI)" if context.get("ai", True) else context["who"]
    return f"{label}: “{context['text']}”\n{item['stem']}"


def stem_without_quotation(stem: str, rest: dict[str, Any]) -> str:
    """The stem as it was before `quoted_stem`, where the text was not edited since."""
    length = rest.pop("stem_length", None)
    if isinstance(length, int) and "context" in rest and 0 < length < len(stem):
        return stem[-length:]
    return stem


def base_type(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> dict[str, Any]:
    """A spot-the-error or confidence question as the choice question that other programs can show."""
    if item["type"] == "spot":
        rest |= {"type": "spot", "who": item["who"]}
        lost.append(Change("type", "Others show the sentences as choices; marking and partial credit stay."))
        options = [
            {"t": one["t"], "why": one["why"]} | ({"key": True} if one.get("error") else {})
            for one in item["sentences"]
        ]
        plain = {key: value for key, value in item.items() if key not in ("sentences", "who")}
        return plain | {"type": "multiple", "options": options}
    if item["type"] == "confidence":
        rest["type"] = "confidence"
        lost.append(Change("type", "Others show a single choice and do not ask how sure the learner is."))
        return dict(item) | {"type": "single"}
    return dict(item)


def keep_beside(
    item: Mapping[str, Any], fields: Mapping[str, str], lost: list[Change], rest: dict[str, Any]
) -> None:
    """Fields of the question that the format has no place for: they travel beside it, and the report says so."""
    for field, how in fields.items():
        if field in item:
            rest[field] = item[field]
            lost.append(Change(field, how))


def keep_whys(
    parts: list[dict[str, Any]], names: tuple[str, ...], lost: list[Change], rest: dict[str, Any]
) -> None:
    """Reasons (and labels) of pairs, steps or gaps, for formats without a place for them."""
    own = [{name: part[name] for name in names if part.get(name)} for part in parts]
    if any(own):
        rest["whys"] = own
        lost.append(Change("why", "The reasons of the parts are not shown by others."))


def penalty_of(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> float:
    """What a wrong choice takes, as a share of what a right one gives; other rules travel beside the question."""
    score = item.get("score", "penalty")
    if isinstance(score, dict):
        rest["score"] = score
        return float(score.get("each_wrong", -1)) / float(score.get("each_right", 1))
    if score == "penalty":
        return -1.0
    rest["score"] = score
    lost.append(Change("score", f"Others take points off for wrong choices; here the rule is “{score}”."))
    return -1.0


def keep_labels(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> None:
    """True and false under other names, and in another order, travel beside the question."""
    plain = [{"t": "True", "value": True}, {"t": "False", "value": False}]
    if [{"t": one["t"], "value": one["value"]} for one in item["options"]] != plain:
        rest["sides"] = [[one["t"], one["value"]] for one in item["options"]]
        lost.append(Change("options", "Others call the two sides True and False."))


def keep_short(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> None:
    """How a short text is marked beyond its forms travels beside it."""
    rest |= {
        "forms": item.get("forms", []),
        "sample_answers": item["sample_answers"],
        "unmatched": item.get("unmatched", "review"),
        "max_words": item.get("max_words", 12),
    }
    if item.get("unmatched", "review") == "review":
        lost.append(
            Change("unmatched", "Others mark what they do not recognise as wrong; here a person looks.")
        )


def keep_match(item: Mapping[str, Any], lost: list[Change], rest: dict[str, Any]) -> None:
    keep_whys(item["pairs"], ("why",), lost, rest)
    if item.get("score", "proportional") != "proportional":
        rest["score"] = item["score"]
        lost.append(Change("score", "Others give each pair its part."))

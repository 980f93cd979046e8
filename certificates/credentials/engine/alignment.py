"""What a credential says about competencies: its own framework in the badge, other frameworks on the achievement's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEVELS = {"F": "foundation", "P": "practitioner", "S": "steward"}


def told_competencies(spec: Mapping[str, Any], known: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each competency that the credential names, with the words of its level; frozen with the achievement."""
    texts = known.get("competencies") or {}
    found = []
    for code, level in (spec.get("competencies") or {}).items():
        told = texts.get(code) or {}
        found.append(
            {
                "code": str(code),
                "level": str(level),
                "name": str(told.get("name") or code),
                "text": str(told.get(str(level)) or told.get("short") or ""),
            }
        )
    return found


def own_alignment(told: list[dict[str, str]], *, address: str) -> list[dict[str, str]]:
    """Open Badges alignments to the course's own competencies; their texts stand at the achievement's address."""
    return [
        {
            "targetName": f"{item['name']}, {LEVELS.get(item['level'], item['level'])}",
            "targetCode": f"{item['code']}:{item['level']}",
            "targetDescription": item["text"] or item["name"],
            "targetFramework": "Ready Room competencies",
            "targetUrl": f"{address}#{item['code']}",
        }
        for item in told
    ]


def crosswalk(spec: Mapping[str, Any], known: Mapping[str, Any]) -> list[dict[str, str]]:
    """Alignments to public frameworks, by the course's own judgement: shown on the achievement's page, not in every badge."""
    frameworks = known.get("frameworks") or {}
    found = []
    for code in spec.get("competencies") or {}:
        told = (known.get("competencies") or {}).get(code) or {}
        for key, places in (told.get("crosswalk") or {}).items():
            framework = frameworks.get(key) or {}
            if framework.get("url"):
                found.append(
                    {
                        "targetName": f"{told.get('name', code)}: {', '.join(str(place) for place in places)}",
                        "targetCode": ", ".join(str(place) for place in places),
                        "targetFramework": str(framework.get("name", key)),
                        "targetUrl": str(framework["url"]),
                    }
                )
    return found

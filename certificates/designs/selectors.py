"""What the design pages show: the designs that ship, and how sample names would be set."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.designs import files
from certificates.designs.engine.colour import contrast
from certificates.designs.models import DesignVersion

SAMPLES = (
    ("Latin", "Łukasz O’Brien-Şahin"),
    ("Vietnamese", "Nông Thị Ánh Nguyệt"),
    ("60 letters", "Maximiliane-Anastasia von Hohenlohe-Langenburg zu Schillingen"),
    ("Cyrillic", "Екатерина Щербакова"),
    ("Greek", "Αλέξανδρος Παπαδόπουλος"),
    ("Arabic", "عبد الرحمن الخطيب"),
    ("Hebrew", "שרה לוי"),
    ("Devanagari", "अनुष्का शर्मा"),
    ("Thai", "สมชาย ใจดี"),
    ("Chinese, Japanese", "佐藤陽菜"),
)


@dataclass(frozen=True)
class SampleLine:
    """One sample name on one design."""

    script: str
    name: str
    lang: str
    direction: str
    lines: int
    size: float
    face: str
    problem: str


@dataclass(frozen=True)
class DesignPage:
    """One design on one paper."""

    slug: str
    name: str
    papers: tuple[str, ...]
    languages: tuple[str, ...]
    paper: str
    digest: str
    accent: str
    contrast: float
    locked: tuple[str, ...]
    samples: tuple[SampleLine, ...]


def design_page(slug: str, paper: str) -> DesignPage | None:
    """A design with its preflight; None when there is no such design or paper."""
    if slug not in files.slugs():
        return None
    spec = files.spec_of(slug)
    if paper not in spec.papers:
        return None
    from certificates.rendering.fonts import set_name  # reads fonts

    rules = files.design_files(slug, paper, {}).name
    samples = []
    for script, name in SAMPLES:
        found = set_name(name, rules)
        samples.append(
            SampleLine(
                script=script,
                name=name,
                lang=found.lang,
                direction=found.direction,
                lines=len(found.lines),
                size=found.size,
                face=found.families[0] if found.families else "",
                problem=" ".join(found.problems),
            )
        )
    return DesignPage(
        slug=slug,
        name=spec.name,
        papers=tuple(spec.papers),
        languages=tuple(spec.wording),
        paper=paper,
        digest=files.files_digest(slug),
        accent=spec.accent,
        contrast=round(contrast(spec.accent), 1),
        locked=spec.locked,
        samples=tuple(samples),
    )


@dataclass(frozen=True)
class DesignerPage:
    """A partner's design: what may be done with it, and how its colour stands on the paper."""

    design: DesignVersion
    name: str
    locked: tuple[str, ...]
    languages: tuple[str, ...]
    accent: str
    contrast: float
    is_draft: bool
    is_asked: bool
    can_retire: bool


def designer_page(design: DesignVersion) -> DesignerPage:
    spec = files.spec_of(design.slug)
    accent = str(design.zones.get("accent") or spec.accent)
    return DesignerPage(
        design=design,
        name=spec.name,
        locked=spec.locked,
        languages=tuple(spec.wording),
        accent=accent,
        contrast=round(contrast(accent), 1),
        is_draft=design.state == DesignVersion.State.DRAFT,
        is_asked=design.state == DesignVersion.State.ASKED,
        can_retire=design.state != DesignVersion.State.RETIRED,
    )


def waiting_designs(limit: int = 50) -> list[DesignVersion]:
    """Partners' designs that wait for an answer, oldest first, then those that are published."""
    rows = DesignVersion.objects.filter(partner__isnull=False, state__in=["asked", "published"])
    return list(rows.select_related("partner").order_by("state", "created_at")[:limit])


def all_designs() -> list[tuple[str, str, tuple[str, ...]]]:
    """Slug, name and papers of each design that ships or was added."""
    return [(slug, files.spec_of(slug).name, tuple(files.spec_of(slug).papers)) for slug in files.slugs()]

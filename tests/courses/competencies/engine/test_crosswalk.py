from courses.competencies.engine.crosswalk import Reference, Served, coverage, crosswalk, gaps

FILE = {
    "frameworks": {
        "iso": {"name": "ISO 42001", "url": "https://iso.example"},
        "act": {"name": "EU AI Act", "url": "https://act.example"},
    },
    "competencies": {
        "C1": {"name": "Understand", "short": "What it is", "crosswalk": {"act": ["Art. 4"], "iso": ["7.3"]}},
        "C3": {"name": "Verify", "short": "Check", "crosswalk": {"iso": ["7.2", "7.3"]}},
        "C8": {"name": "Improve", "short": "Learn"},
    },
}
SERVED = [
    Served("C1", "F", "lesson"),
    Served("C1", "P", "lesson"),
    Served("C3", "", "quiz"),
    Served("C9", "F", "lesson"),
]


def test_each_competency_counts_what_serves_it():
    found = coverage(FILE["competencies"], SERVED)
    assert [(one.competency, one.total, dict(one.by_level)) for one in found] == [
        ("C1", 2, {"F": 1, "P": 1}),
        ("C3", 1, {}),
        ("C8", 0, {}),
    ]
    assert gaps(found) == ["C8"]


def test_a_framework_is_covered_by_the_competencies_that_name_it():
    found = crosswalk(FILE, coverage(FILE["competencies"], SERVED))
    assert found == [
        Reference("iso", "ISO 42001", "https://iso.example", "7.3", ("C1", "C3"), 3),
        Reference("iso", "ISO 42001", "https://iso.example", "7.2", ("C3",), 1),
        Reference("act", "EU AI Act", "https://act.example", "Art. 4", ("C1",), 2),
    ]


def test_nothing_is_claimed_without_a_file():
    assert crosswalk({}, coverage({}, SERVED)) == []

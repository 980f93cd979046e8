from courses.gradebook.engine.grid import Column, GridWords, Learner, draw_rows, table

COLUMNS = (Column("m1.quiz", "Q1", "Quiz 1", ""), Column("s1", "S1", "Lab", "10"))
WORDS = GridWords("no mark", "adjusted", "done")


def test_a_row_shows_score_marks_and_gaps():
    row = Learner(
        "id-1",
        "Ada <b>",
        "a@e.org",
        "Harbour",
        78,
        {"s1": "80 8 a"},
    )
    made = draw_rows([row], COLUMNS, WORDS, link="?", now=("id-1", "s1"))
    assert "Ada &lt;b&gt; <small>Harbour</small>" in made
    assert '<span class="h4">78</span>' in made
    assert (
        '<a class="h4 adj cur" href="?cell=id-1:s1#adjust" aria-label="Ada &lt;b&gt;, S1: 80, adjusted" aria-current="true">80</a>'
        in made
    )
    assert made.count("no mark") == 1


def test_cells_that_say_the_same_name_their_own_learner():
    cells = {"s1": "80 8"}
    rows = [
        Learner(f"id-{n}", name, "a@e.org", "", 80, cells) for n, name in enumerate(["\x01 Ada", "Bo\x02"])
    ]
    made = draw_rows(rows, COLUMNS, WORDS, link="?", now=("", "")).split("\n")
    assert 'href="?cell=id-0:s1#adjust" aria-label="\x01 Ada, S1: 80"' in made[0]
    assert 'href="?cell=id-1:s1#adjust" aria-label="Bo\x02, S1: 80"' in made[1]


def test_a_file_has_points_and_no_formula():
    row = Learner(
        "1",
        "=cmd|'/c calc'!A0",
        "a@e.org",
        "+Harbour",
        None,
        {"s1": "75 7.5"},
    )
    assert list(table([row], COLUMNS, ["Learner", "Email", "Organisation", "Score"])) == [
        ["Learner", "Email", "Organisation", "Score", "Q1: Quiz 1", "S1: Lab"],
        ["'=cmd|'/c calc'!A0", "a@e.org", "'+Harbour", None, None, 7.5],
    ]


def test_a_result_without_points_is_said_in_a_word():
    row = Learner("1", "Ada", "a@e.org", "", None, {"s1": "-"})
    assert ">done</a>" in draw_rows([row], COLUMNS, WORDS, link="?", now=("", ""))
    assert list(table([row], COLUMNS, []))[1][-2:] == [None, "done"]

"""Words of office English that ask for the same thing. Each line is one idea; a word may have one idea only."""

from __future__ import annotations

from functools import cache

IDEAS = """
source reference evidence proof document documentation paper origin basis backing citation cite footnote link
owner responsible charge accountable signatory decides deciding decider authority approver owns
sure certain confident positive doubt believe convinced sceptical skeptical trust
check verify confirm validate recheck doublecheck inspect examine
write draft compose prepare formulate phrase text wording formulate
send ship publish submit dispatch forward deliver share
busy busiest peak rush heavy heaviest full fullest crowded
late delayed delay overdue tardy missed
human person people real living somebody someone colleague
machine bot robot software computer program chatbot ai
number figure value amount rate percentage percent count
money saving saved save cost euro million budget expense price premium pay spend
old outdated stale recent updated update sync current date fresh newest latest
know knowledge aware informed hold
missing lack gap limit limits blind unaware
better nicer positive upbeat friendlier rosier prettier warmer brighter shine
wrong incorrect false mistaken error fault differs different disagree disagrees contradict mismatch otherwise lower higher
target goal plan planned aim aimed forecast intended objective
actual achieved measured result outcome reached happened
hold stop pause wait freeze block keep
release free unblock lift loosen
move shift relocate transfer bring
call phone ring dial telephone
mail email message letter note write-up
boss chief ceo leader head superior executive manager
rule policy regulation law procedure sop charter standard
allowed permitted may entitled mandate permission right authorised authorized
risk danger dangerous risky unsafe harm hazard
safe safety secure
hurry quick quickly urgent fast rush asap immediately late
secret confidential private discreet quiet
report ticket log record flag
hide hidden invisible concealed buried secretly
approve accept agree ok okay confirm-all
reject decline refuse deny
quarantine isolate lock sandbox
summary summarise summarize overview recap
compare comparison versus against contrast
score scoring points ranking rank mark
explain reason why because grounds justify
suggest propose recommend advice advise recommendation idea
problem issue trouble concern
staff team crew employees colleagues
customer client buyer hospital clinic account
schedule rota roster shift calendar
night nights tonight evening
sick ill illness health medical diagnosis disease
salary wage pay-band earnings income
guess estimate assume speculate suppose
delete remove erase wipe
scan monitor spy watch surveil read-through
feel feeling mood emotion stress stressed anxious
brutal honest harsh blunt frank
oppose against counter opponent rival critic devil
fail failed failure collapse flop
survey poll questionnaire
question ask query
answer reply respond response
help support assist aid
alone lonely
die dying suicide kill end-life
hotline helpline careline crisis
tip tips exercise breathing
promise swear vow
""".strip()


@cache
def _idea_of() -> dict[str, str]:
    from labs.providers.engine.text import stem

    found: dict[str, str] = {}
    for line in IDEAS.splitlines():
        words = line.split()
        for word in words:
            found.setdefault(stem(word), words[0])
    return found


def idea(stemmed: str) -> str:
    """The idea a stem stands for, or an empty text."""
    return _idea_of().get(stemmed, "")

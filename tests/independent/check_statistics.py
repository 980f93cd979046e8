"""Item statistics beside packages of other people: pingouin and scipy on the same simulated answers.

python tests/independent/check_statistics.py     # in an environment with pingouin; needs nothing else of ours
"""

from __future__ import annotations

import math
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd
import pingouin
from scipy import stats

from courses.analytics.engine.items import Taken, figures

NOW = datetime(2027, 5, 3, tzinfo=UTC)


def answers(people: int, items: int, seed: int, *, partial: bool) -> np.ndarray:
    """Answers to items of known difficulty; with partial credit a third of the wrong ones earn a half."""
    chance, rows = random.Random(seed), []
    for _ in range(people):
        skill = chance.gauss(0, 1)
        row = []
        for n in range(items):
            right = chance.random() < 1 / (1 + math.exp(-(skill - (-1.5 + 3 * n / (items - 1)))))
            row.append(1.0 if right else 0.5 if partial and chance.random() < 1 / 3 else 0.0)
        rows.append(row)
    return np.array(rows)


def main() -> None:
    worst = 0.0
    for seed, (people, items, partial) in enumerate([(120, 12, False), (400, 40, False), (250, 20, True)]):
        table = answers(people, items, seed, partial=partial)
        made = figures(
            [Taken(NOW, {f"q{n:02d}": float(x) for n, x in enumerate(row)}) for row in table],
            now=NOW,
            keys={},
        )
        alpha = pingouin.cronbach_alpha(pd.DataFrame(table))[0]
        totals = table.sum(axis=1)
        sem = totals.std(ddof=1) * math.sqrt(1 - alpha)
        gaps = [abs(made.alpha - alpha), abs(made.sem - sem), abs(made.sd - totals.std(ddof=1))]
        for n, item in enumerate(made.items):
            gaps.append(abs(item.p - table[:, n].mean()))
            gaps.append(abs(item.rest_r - stats.pearsonr(table[:, n], totals - table[:, n])[0]))
        said = f"{people} people, {items} items, partial credit {partial}: alpha {alpha:.4f}, largest difference {max(gaps):.1e}"
        print(said)  # noqa: T201 - a script says what it found
        worst = max(worst, *gaps)
    print("agree" if worst < 1e-6 else "DIFFER")  # noqa: T201 - a script says what it found
    sys.exit(0 if worst < 1e-6 else 1)


if __name__ == "__main__":
    main()

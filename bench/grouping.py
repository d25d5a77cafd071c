"""How much of an expert's grouping of notes the offline helper finds, and how often a fit it names is right.

    python -m bench.grouping [--parts 3] [--small]

Sets: ``settled``, notes of experts with set phrases, and ``varied``, of experts who never say it the same
way twice (bench/notes, written for this bench: ten applications each, with and without verbatim repeats);
``demo``, the planted failures of the demo in the words of its expert; ``coded``, the real expert notes of
../shared/data/tau_retail_coded under their abstract codes, which lexical grouping cannot find.
The written ones stand there once more ``told often``: at most two wordings of a group, each told three times
on average. Agreement is the adjusted Rand index, the mean over tasks weighted by notes, the number of groups
chosen automatically; beside it, how many groups were made for each the expert made. The last line is what the
expert's number of groups would give. The rule was tuned on every second written task. Besides every task
whole, ``--parts`` random three quarters of it are grouped. ``--small`` takes the first task of two of the
sets, to see that all still runs. Prints tables and asserts nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

from lib.assist import likeness, nearest
from lib.assist.likeness import Likeness
from lib.assist.nearest import Described
from lib.assist.offline import Tree
from lib.demo import finished_analysis, generate

HERE = Path(__file__).resolve().parent
CODED = HERE.parents[1] / "shared" / "data" / "tau_retail_coded" / "agentrx_tau_retail.jsonl"

_WORDINGS, _TOLD = 2, 3
_COLUMN = 21

Task = list[tuple[str, str]]
"""Notes, each with the group an expert put it in."""


def written(style: str, repeats: bool, parts: int) -> list[Task]:
    """Return the tasks of bench/notes in this style, each whole and in ``parts`` random three quarters."""
    tasks = []
    for number, path in enumerate(sorted((HERE / "notes" / style).glob("*.txt"))):
        notes = read(path)
        if not repeats:
            notes = list(dict.fromkeys(notes))
        tasks.append(notes)
        chance = np.random.default_rng(number)
        tasks += [[note for note in notes if chance.random() < 0.75] for _ in range(parts)]
    return tasks


def told_often(style: str, parts: int) -> list[Task]:
    """Return the same tasks with at most two wordings of a group, each told three times on average."""
    tasks = []
    for number, task in enumerate(written(style, False, parts)):
        chance = np.random.default_rng(number)
        few: dict[str, list[str]] = {}
        for place in chance.permutation(len(task)):
            text, group = task[place]
            few[group] = [*few.get(group, []), text][:_WORDINGS]
        tasks.append(
            [
                (text, group)
                for group, texts in few.items()
                for text in texts
                for _ in range(chance.geometric(1 / _TOLD))
            ]
        )
    return tasks


def read(path: Path) -> Task:
    """Return the notes of a file: a line a note, under a line ``# name`` for each group."""
    notes, group = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group = line[2:]
        elif line.strip():
            notes.append((line.strip(), group))
    return notes


def demo(seeds: Sequence[int] = (1, 2, 3, 4, 5, 6)) -> list[Task]:
    """Return 20, 30 and 40 notes of the demo's expert for each seed, under the taxonomy of that expert."""
    tasks = []
    for seed in seeds:
        made = finished_analysis(generate(seed, 600))
        said = {review.trace_id: review.notes for review in made.reviews}
        notes = [
            (said[trace][place].text, mode.name) for mode in made.taxonomy for trace, place in mode.notes
        ]
        chance = np.random.default_rng(seed)
        for size in (20, 30, 40):
            chosen = chance.choice(len(notes), min(size, len(notes)), replace=False)
            tasks.append([notes[place] for place in sorted(chosen)])
    return tasks


def coded() -> list[Task]:
    """Return the real expert notes with their codes, or nothing where the data is absent."""
    if not CODED.exists():
        return []
    rows = [json.loads(line)["gold"] for line in CODED.read_text(encoding="utf-8").splitlines()]
    failures = [failure for gold in rows if gold for failure in gold["failures"]]
    return [[(failure["note"], failure["code"].lower()) for failure in failures]]


def word_tf_idf(texts: Sequence[str]) -> Likeness:
    """Return cosines of TF-IDF over words and pairs of words, the baseline."""
    rows = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english").fit_transform(texts)
    return np.asarray((rows @ rows.T).toarray())


MEASURES: dict[str, Callable[[Sequence[str]], Likeness]] = {
    "words (TF-IDF)": word_tf_idf,
    "pieces of words": likeness._pieces,
    "meaning (WordLlama)": likeness._meaning,
    "pieces and meaning": likeness.likeness,
}


def score(
    tasks: Sequence[Task], measure: Callable[[Sequence[str]], Likeness], right: bool = False
) -> tuple[float, float]:
    """Return the weighted mean of the adjusted Rand index, and groups made per group of the expert's.

    With ``right`` there are as many as the expert's, so far as the tree can be cut into them.
    """
    found, sizes, ratios = [], [], []
    for task in tasks:
        groups = [group for _, group in task]
        tree = Tree.of([text for text, _ in task], lambda texts: _bounded(measure(texts)))
        labels = tree.cut(len(set(groups)) if right else None)
        found.append(adjusted_rand_score(groups, labels))
        sizes.append(len(task))
        ratios.append(len(set(labels.tolist())) / len(set(groups)))
    return float(np.average(found, weights=sizes)), float(np.mean(ratios))


def _bounded(alike: Likeness) -> Likeness:
    np.fill_diagonal(alike, 1.0)
    return np.asarray(np.clip((alike + alike.T) / 2, 0.0, 1.0))


def suggested(tasks: Sequence[Task]) -> Iterator[tuple[float, float, bool]]:
    """Yield, for each note left out once, its best fit, how far ahead of the next, and whether it is right.

    The modes have neither names nor definitions here: those of a bench would give the answer away.
    """
    for task in tasks:
        groups = list(dict.fromkeys(group for _, group in task))
        for place, (text, group) in enumerate(task):
            others = [item for row, item in enumerate(task) if row != place and item[0] != text]
            modes = [
                Described(number, "", "", tuple(note for note, other in others if other == name))
                for number, name in enumerate(groups)
            ]
            [fits] = nearest.ranked([text], modes)
            if fits:
                lead = fits[0].likeness - (fits[1].likeness if len(fits) > 1 else 0.0)
                yield fits[0].likeness, lead, groups[fits[0].mode_id] == group


def _sets(parts: int) -> dict[str, list[Task]]:
    return {
        "settled": written("settled", False, parts),
        "settled, repeats": written("settled", True, parts),
        "settled, told often": told_often("settled", parts),
        "varied": written("varied", False, parts),
        "varied, repeats": written("varied", True, parts),
        "varied, told often": told_often("varied", parts),
        "demo": demo(),
        "coded": coded(),
    }


def _line(name: str, cells: Sequence[tuple[float, float]]) -> None:
    print(name.ljust(22) + "".join(f"{value:.3f} ({ratio:.2f})".rjust(_COLUMN) for value, ratio in cells))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=3, help="random parts of each written task")
    parser.add_argument("--small", action="store_true", help="the first task of two sets")
    wanted = parser.parse_args()
    if wanted.small:
        sets = {"settled": written("settled", False, 0)[:1], "demo": demo((1,))[:1]}
        whole = [task for tasks in sets.values() for task in tasks]
    else:
        sets = _sets(wanted.parts)
        whole = [*written("settled", False, 0), *written("varied", False, 0), *demo((1, 2))]
    print("Agreement with the expert's groups (groups made for each of the expert's)")
    print(" " * 22 + "".join(name.rjust(_COLUMN) for name in sets if sets[name]))
    for name, measure in MEASURES.items():
        _line(name, [score(tasks, measure) for tasks in sets.values() if tasks])
    _line("the expert's number", [score(tasks, likeness.likeness, True) for tasks in sets.values() if tasks])
    fits = list(suggested(whole))
    print(f"\nThe existing failure mode that fits a note, {len(fits)} notes each left out once")
    for least in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4):
        for lead in (0.0, 0.05, 0.1):
            named = [right for fit, ahead, right in fits if fit >= least and ahead >= lead]
            if named:
                print(
                    f"fit >= {least:.2f}, ahead by {lead:.2f}: named for {len(named) / len(fits):.0%}, "
                    f"right in {np.mean(named):.0%} of them"
                )


if __name__ == "__main__":
    main()

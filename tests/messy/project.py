"""A messy project, made through the doors that pages use: three readers, four imports, overlapping batches.

The same number makes the same project.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from lib.failure_modes import LabelValue
from lib.model import (
    Draw,
    Intake,
    IntakeKind,
    Note,
    Origin,
    Person,
    Project,
    Role,
    Trace,
    TraceFilter,
    Verdict,
)
from lib.services import drawing
from lib.store.batches import batches, designs
from lib.store.counts import coding
from lib.store.projects import people
from lib.store.reviews import adjudication, reviews
from lib.store.taxonomy import labels, taxonomy
from lib.store.taxonomy.operations import Create, Merge, Redefine, Split
from tests import seed

WORDS = ("price", "calendar", "hand-off", "tone", "fee", "address")


@dataclass
class Messy:
    """The project in the making: who reads, what there is, and what was written."""

    lead: Person
    project: Project
    dice: random.Random
    readers: list[Person] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    deferring: float = 0.02
    drawn: list[list[int]] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)

    def bring(self, prefix: str, many: int, intake: Intake | None = None, invented: int = 0) -> list[int]:
        """Import so many traces, every ``invented``-th of them synthetic; return their ids."""
        items: list[Trace] = []
        for place in range(many):
            made = seed.trace(
                f"{prefix}{place:03d}",
                version=self.dice.choice("123"),
                metadata={"channel": self.dice.choice(["sms", "chat"])},
                feedback=self.dice.choice([None, None, 1.0, -1.0]),
                happened_at=datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=self.dice.randrange(400)),
            )
            if invented and place % invented == 0:
                made = replace(made, origin=Origin.SYNTHETIC)
            items.append(made)
        given = {"intake": intake} if intake else {}
        ids = seed.store(self.lead, self.project.id, items, **given)
        self.names |= {item.external_id: trace_id for item, trace_id in zip(items, ids, strict=True)}
        return ids

    def draw(self, strategy: drawing.Strategy, size: int, audit: float | None = None) -> None:
        """Draw a batch as the Sampling page does."""
        plan = drawing.Plan(strategy, size, self.dice.randrange(1000), audit)
        made = drawing.draw(self.lead, self.project.id, plan, f"Batch {len(self.batches)}", population="all")
        self._keep(made)

    def hand_pick(self, ids: Sequence[int]) -> None:
        """Draw a batch of exactly these, none of them at random, from all there is."""
        many, every = len(ids), designs.population(self.project.id, TraceFilter(), tuple(Origin)).tolist()
        nothing = (None,) * many
        made = batches.create(
            self.lead,
            self.project.id,
            f"Batch {len(self.batches)}",
            Draw(tuple(ids), ("why",) * many, (False,) * many, nothing, nothing),
            strategy="feedback",
            seed=1,
            parameters={},
            population="all",
            frame=every,
        )
        self._keep(made)

    def _keep(self, batch_id: int) -> None:
        self.batches.append(batch_id)
        found = next(one for one in designs.draws(self.project.id) if one.batch_id == batch_id)
        by_serial = dict(enumerate(self.names.values(), start=1))
        self.drawn.append([by_serial[serial] for serial in found.serials.tolist()])

    def read(self, who: Person, trace_id: int, batch_id: int | None = None) -> None:
        """Say something of a trace: about a third fail, with up to two notes."""
        bad = random.Random(trace_id).random() < 0.35
        fails = bad if self.dice.random() < 0.85 else not bad
        verdict = Verdict.FAIL if fails else Verdict.PASS
        if self.dice.random() < self.deferring:
            verdict = Verdict.DEFER
        given = []
        if verdict is Verdict.FAIL or self.dice.random() < 0.1:
            for word in self.dice.sample(WORDS, self.dice.choice([0, 1, 1, 1, 2])):
                given.append(Note(f"wrong {word}", self.dice.choice([None, 2, 3, 4])))
        reviews.submit(who, self.project.id, trace_id, verdict, given, batch_id=batch_id, seconds=9)

    def read_batch(self, number: int, upto: float = 1.0, gap: bool = False) -> None:
        """Read a batch from its start, a third of it by a second and some by a third person as well."""
        picks = self.drawn[number][: int(len(self.drawn[number]) * upto)]
        skipped = picks[len(picks) * 3 // 4] if gap and picks else None
        for place, trace_id in enumerate(picks):
            if trace_id == skipped:
                continue
            first = self.readers[0] if self.dice.random() < 0.8 else self.readers[1]
            self.read(first, trace_id, self.batches[number])
            for other in self.readers:
                if other is not first and place % 3 == 0 and self.dice.random() < 0.6:
                    self.read(other, trace_id, self.batches[number])

    def loose_notes(self) -> dict[str, list[int]]:
        """Return the notes that the board shows in no failure mode, by what they say."""
        found: dict[str, list[int]] = {}
        for note in taxonomy.notes_board(self.lead, self.project.id).notes:
            if note.mode_id is None and note.id:
                found.setdefault(note.text.split()[1], []).append(note.id)
        return found

    def group(self) -> None:
        """Put most of the loose notes into the failure mode of their word, which is made where it is new."""
        for word, ids in sorted(self.loose_notes().items()):
            kept = [one for one in ids if self.dice.random() < 0.9]
            standing = {mode.name: mode.id for mode in taxonomy.modes(self.project.id)}
            if word in standing:
                taxonomy.assign(self.lead, self.project.id, kept, standing[word])
            elif kept and self.dice.random() < 0.9:
                taxonomy.create_mode(self.lead, self.project.id, word, "", kept)

    def rework(self) -> None:
        """Merge two failure modes, split another, put one below another, end one."""
        project_id = self.project.id
        modes = [mode.id for mode in taxonomy.modes(project_id)]
        self.dice.shuffle(modes)
        with suppress(ValueError, taxonomy.Changed, IndexError):
            taxonomy.apply(self.lead, project_id, Merge(modes[0], modes[1]))
        with suppress(ValueError, taxonomy.Changed, IndexError):
            held = [n.id for n in taxonomy.notes_board(self.lead, project_id).notes if n.mode_id == modes[1]]
            taxonomy.apply(self.lead, project_id, Split(modes[1], held[::2], {"name": f"part {modes[1]}"}))
        with suppress(ValueError, taxonomy.Changed, IndexError):
            taxonomy.apply(self.lead, project_id, Redefine(modes[2], {"parent_id": modes[3]}))
        if self.dice.random() < 0.5:
            with suppress(taxonomy.Changed, IndexError):
                taxonomy.retire(self.lead, project_id, modes[4])
        taxonomy.apply(self.lead, project_id, Create({"name": f"never found {len(modes)}"}))

    def tick(self) -> None:
        """Say yes or no of some failure modes for some of the failed traces."""
        modes = [mode.id for mode in taxonomy.modes(self.project.id)]
        said = coding.coded(self.project.id).traces
        for trace in said:
            if trace.verdict is Verdict.FAIL and self.dice.random() < 0.5:
                chosen = modes if self.dice.random() < 0.6 else self.dice.sample(modes, len(modes) // 2)
                for mode in chosen:
                    value = LabelValue.YES if self.dice.random() < 0.12 else LabelValue.NO
                    with suppress(labels.NoteSaysYes):
                        labels.put(self.lead, self.project.id, trace.review_id, {mode: value})

    def decide(self) -> None:
        """Decide on some of the traces, whatever their readers said."""
        for trace_id in self.dice.sample(self.drawn[0], 6):
            verdict = self.dice.choice([Verdict.FAIL, Verdict.PASS])
            given = [Note("wrong decision", 4)] if verdict is Verdict.FAIL else []
            with suppress(LookupError):
                adjudication.decide(self.lead, self.project.id, trace_id, verdict, given, based_on=0)

    def take_back(self) -> None:
        """Take back one review of the traces picked by hand, which later draws took for read."""
        for trace_id in self.drawn[1]:
            for who in self.readers:
                with suppress(LookupError, reviews.Changed):
                    reviews.undo(who, self.project.id, trace_id, revision=1)
                    return


def make(lead: Person, project: Project, number: int) -> Messy:
    """Return the project of this number."""
    dice = random.Random(number)
    made = Messy(lead, project, dice, [lead], deferring=(0.02, 0.15)[number % 2])
    for name in ("Sam", "Robin"):
        address = f"{name.lower()}@example.com"
        people.set_role(lead, project.id, address, Role.ANNOTATOR)
        made.readers.append(people.signed_in(address, name, is_admin=False))
    made.bring("a", dice.randint(70, 110), invented=9)
    made.draw(drawing.Strategy.RANDOM, dice.randint(24, 34))
    unread = [one for one in made.names.values() if one not in made.drawn[0]]
    made.hand_pick(dice.sample(unread, 10))
    if number % 3:
        made.read_batch(1)
    # Drawn from the same unread traces as the first, so that some are in both.
    made.draw(drawing.Strategy.RANDOM, 20)
    made.read_batch(0)
    made.group()
    people.set_lead(lead, project.id, made.readers[1].id)
    made.read_batch(1)
    made.read_batch(2, gap=dice.random() < 0.5)
    made.group()
    made.rework()
    sample = Intake(IntakeKind.SAMPLE, 900)
    made.bring("b", dice.randint(40, 70), sample if dice.random() < 0.5 else None)
    picked = made.bring("c", 12, Intake(IntakeKind.PICKED))
    made.draw(drawing.Strategy.SMART_MIX, 44, audit=0.6)
    made.read_batch(3, upto=dice.choice([0.8, 1.0]))
    made.hand_pick(picked[:8])
    made.read_batch(4)
    for trace_id in dice.sample(list(made.names.values()), 3):
        made.read(made.readers[2], trace_id)
    made.group()
    made.decide()
    made.tick()
    made.rework()
    made.take_back()
    batches.archive(lead, project.id, made.batches[1])
    people.set_lead(lead, project.id, dice.choice([None, made.readers[0].id, made.readers[2].id]))
    return made

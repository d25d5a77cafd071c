"""Suggested groups for a project's notes: between the board in the store and the helpers of lib.assist."""

from __future__ import annotations

from collections.abc import Sequence

from lib import config
from lib.assist import llm, nearest, prompt
from lib.assist.llm import PASSES as PASSES
from lib.assist.llm import Endpoint as Endpoint
from lib.assist.llm import Model, Tell
from lib.assist.nearest import Described
from lib.assist.nearest import Fit as Fit
from lib.assist.offline import AT_MOST, Offline
from lib.assist.offline import MOST_GROUPS as MOST_GROUPS
from lib.assist.passes import STABLE as STABLE
from lib.assist.pasted import Pasted
from lib.assist.proposal import Failed as Failed
from lib.assist.proposal import Known
from lib.assist.proposal import Note as Note
from lib.failure_modes import FailureMode
from lib.model import Person
from lib.store.taxonomy import proposals, taxonomy
from lib.store.taxonomy.taxonomy import Board, Changed


def given(board: Board) -> list[Note]:
    """Return the notes a helper is given: those in no failure mode, at most the newest 2,000."""
    loose = [note for note in board.notes if note.mode_id is None][:AT_MOST]
    return [Note(note.id, note.text, note.quote or "") for note in loose]


def known(modes: Sequence[FailureMode]) -> list[Known]:
    """Return the failure modes as a helper is told them."""
    return [Known(mode.name, mode.definition) for mode in modes]


def ranked(board: Board) -> dict[int, list[Fit]]:
    """Return for each note in no failure mode how well it fits each of them, the best fit first."""
    modes = [
        Described(
            mode.id,
            mode.name,
            mode.definition,
            tuple(note.text for note in board.notes if note.mode_id == mode.id),
        )
        for mode in board.modes
    ]
    notes = given(board)
    found = nearest.ranked([note.text for note in notes], modes)
    return {note.id: each for note, each in zip(notes, found, strict=True)}


def fits(board: Board) -> dict[int, Fit]:
    """Return for each note in no failure mode the one it fits, where one stands out; the best fit first."""
    sure = ((note, nearest.confident(each)) for note, each in ranked(board).items())
    found = [(note, fit) for note, fit in sure if fit is not None]
    return dict(sorted(found, key=lambda item: -item[1].likeness))


def listed(board: Board) -> dict[int, list[int]]:
    """Return for each note in no failure mode at most three it may fit, the best first; none for most."""
    short = ((note, nearest.listed(each)) for note, each in ranked(board).items())
    return {note: [fit.mode_id for fit in each] for note, each in short if each}


def offline(who: Person, project_id: int, count: int | None = None) -> int:
    """Group the notes on this machine, into ``count`` groups, and keep it as the suggestion. Its id.

    Needs the role annotator. Raises ``Failed`` with a reason in words.
    """
    board = taxonomy.notes_board(who, project_id)
    found = Offline(count).propose(given(board))
    return proposals.save(
        who, project_id, proposals.OFFLINE, found, sent={"asked": count, "made": len(found.groups)}
    )


def pasted(who: Person, project_id: int, note_ids: Sequence[int], answer: str) -> int:
    """Keep an answer about these notes, brought back from elsewhere, as the suggestion. Its id.

    Needs the role annotator. Raises ``Failed`` with a reason in words, ``Changed`` where a note is gone.
    """
    board = taxonomy.notes_board(who, project_id)
    found = Pasted(answer).propose(_these(board, note_ids))
    return proposals.save(
        who, project_id, proposals.PASTED, found, prompt_version=prompt.version(), sent=_sent(board)
    )


def endpoint() -> Endpoint | None:
    """Return the model this installation has configured. Raises ``Failed`` where its settings are wrong."""
    settings = config.current()
    if not settings.llm:
        return None
    return Endpoint(
        settings.llm, settings.llm_model, settings.llm_key, settings.llm_price_in, settings.llm_price_out
    )


def ask_model(who: Person, project_id: int, note_ids: Sequence[int], tell: Tell) -> dict[str, object]:
    """Ask the configured model about these notes, keep its groups as the suggestion; return what was used.

    Raises ``Failed`` with a reason in words, ``Stopped``, and ``Changed`` where a note is gone.
    """
    there = endpoint()
    if there is None:
        raise ValueError("No model is configured.")
    board = taxonomy.notes_board(who, project_id)
    model = Model(there, known(board.modes), tell)
    found = model.propose(_these(board, note_ids))
    used: dict[str, object] = {"tokens_sent": model.used.sent, "tokens_received": model.used.received}
    made = proposals.save(
        who,
        project_id,
        proposals.MODEL,
        found,
        model=there.model,
        prompt_version=prompt.version(),
        sent={**_sent(board), **used, "passes": PASSES},
    )
    return {"proposal": made, **used}


def question(board: Board) -> str:
    """Return all that a model is told about this board, as one text."""
    return prompt.whole(given(board), known(board.modes))


def cost_in_words(board: Board, there: Endpoint) -> str:
    """Return about what asking takes: tokens and, where prices are set, the cost: ``4,100 tokens, 0.02``."""
    tokens = llm.estimate(given(board), known(board.modes))
    cost = there.cost(tokens)
    total = f"{tokens.sent + tokens.received:,} tokens"
    return total if cost is None else f"{total}, {cost:.2f} at the prices in the settings"


def _these(board: Board, note_ids: Sequence[int]) -> list[Note]:
    there = {note.id: note for note in board.notes}
    if gone := sum(note not in there for note in note_ids):
        raise Changed(f"Notes of these are no longer on the board ({gone}). Nothing was changed; ask again.")
    return [Note(note, there[note].text, there[note].quote or "") for note in note_ids]


def _sent(board: Board) -> dict[str, object]:
    return {"modes": [mode.id for mode in board.modes]}

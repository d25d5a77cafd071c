"""Who speaks in a message, whatever the file calls them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lib.model import StepKind

_KINDS = {
    StepKind.SYSTEM: "system developer instructions",
    StepKind.USER: "user human customer client caller",
    StepKind.ASSISTANT: "assistant ai bot model agent chatbot gpt",
    StepKind.TOOL: "tool function tool_result function_call_output observation ipython",
    StepKind.RETRIEVAL: "retrieval retriever context documents search_results",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_OFTEN_MISSPELT = ["system", "user", "assistant", "tool", "function", "developer", "customer"]
_ROLE_FIELDS = ("role", "from", "author", "sender", "speaker")
_CONTENT_FIELDS = ("content", "value", "text", "message", "parts", "tool_calls", "function_call")
_BESIDE_TURNS = frozenset(["id", "turn", "index", "timestamp", "time"])
_ITEM_TYPES = frozenset({"function_call", "function_call_output"})


def kind_of(role: str) -> StepKind:
    """Return the kind of step for a role: known words, then misspellings, else OTHER.

    A misspelling is at most two edits from a main role (a swap of neighbours is one). Two edits
    in a word as short as “user” could be another word, so there the first letter must be right.
    """
    return _kind_of(role.strip().lower().replace(" ", "_").replace("-", "_")[:80])


@lru_cache(maxsize=1024)
def _kind_of(word: str) -> StepKind:
    if word in _KIND_OF:
        return _KIND_OF[word]
    nearest = min(_OFTEN_MISSPELT, key=lambda known: edits(word, known))
    distance = edits(word, nearest)
    if distance <= 1 or (distance == 2 and (len(nearest) > 4 or word[:1] == nearest[0])):
        return _KIND_OF[nearest]
    return StepKind.OTHER


def role_of(message: dict[str, Any]) -> str | None:
    """Return the role as it is written in a message, or None."""
    for name in _ROLE_FIELDS:
        value = message.get(name)
        if isinstance(value, dict):
            value = value.get("role") or value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    kind = message.get("type")
    return kind if isinstance(kind, str) and kind.lower() in _KIND_OF else None


def is_message(value: object) -> bool:
    """Whether a value is a chat message: someone speaks and something is said or called."""
    if not isinstance(value, dict):
        return False
    if str(value.get("type")) in _ITEM_TYPES:
        return True
    if role_of(value) is not None and any(name in value for name in _CONTENT_FIELDS):
        return True
    return bool(turns_of(value))


def ends_with_reply(messages: list[Any]) -> bool:
    """Whether the last message is not the user's, or there is none."""
    last = messages[-1] if messages else None
    role = role_of(last) if isinstance(last, dict) else None
    return role is None or kind_of(role) is not StepKind.USER


def turns_of(value: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (role, text) pairs of a turn written as {"user": "…", "assistant": "…"}, else [].

    Such a turn holds nothing else: many a record has fields called "user" and "model".
    """
    spoken = [(name, text) for name, text in value.items() if name.lower() in _KIND_OF]
    if len(spoken) < 2 or not all(name.lower() in _BESIDE_TURNS for name in value.keys() - dict(spoken)):
        return []
    return [(name, text) for name, text in spoken if isinstance(text, str)]


def edits(one: str, other: str) -> int:
    """Return how many letters to insert, drop, change or swap with a neighbour; 3 for more than 2."""
    if abs(len(one) - len(other)) > 2:
        return 3
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return min(rows[-1][-1], 3)

"""Whether the failure modes that are said to be fixed in a version are, as far as what was read says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.failure_modes import ModeStatus
from lib.services.findings import comparison
from lib.services.findings.subgroups import Changed
from lib.spelling import clean_name
from lib.store.traces import traces
from lib.text.natural import natural

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Fix:
    """What has become of a failure mode since the ``version`` it is said to be fixed in.

    It was ``found`` in so many of the traces ``read`` of that version or a later one; it ``held`` where
    none of those read of the version itself has it. ``random`` of those of the version itself were picked
    at random, ``before`` of the earlier ones; ``change`` is that of its share from these to the version,
    None where of either side no random trace was read. ``traces`` are all of the version, read or not,
    and ``earlier`` says whether there are versions before it.
    """

    version: str
    traces: int
    earlier: bool
    read: int
    found: int
    held: bool
    random: int
    before: int
    change: Changed | None

    @property
    def came_back(self) -> bool:
        """Whether it was found in the version or a later one."""
        return self.found > 0

    @property
    def fell(self) -> bool:
        """Whether its share fell by more than chance could explain."""
        return self.change is not None and self.change.is_clear and (self.change.difference.value or 0) < 0


def checks(analysis: Analysis) -> dict[int, Fix]:
    """Return for each failure mode that is said to be fixed in a version what has become of it, by its id.

    Of the traces of the analysis, whichever versions its filter keeps. The shares are compared as those of
    any two versions are, with all failure modes looked at.
    """
    by_version: dict[str, list[int]] = {}
    for mode in analysis.material.coding.modes:
        if mode.status is ModeStatus.FIXED and mode.fixed_in:
            by_version.setdefault(mode.fixed_in, []).append(mode.id)
    found: dict[int, Fix] = {}
    known = traces.versions(analysis.project_id) if by_version else []
    for version, modes in by_version.items():
        found |= _checked(analysis, version, modes, known)
    return found


def _checked(analysis: Analysis, version: str, modes: list[int], known: list[str]) -> dict[int, Fix]:
    # What a person wrote has its spaces tidied.
    same = [one for one in known if clean_name(one) == version]
    earlier = [one for one in known if one not in same and natural(one) < natural(version)]
    later = [one for one in known if one in same or natural(one) > natural(version)]
    # No versions at all would keep every trace.
    of, before, since = (
        analysis.narrowed(versions=tuple(some)).findings if some else None for some in (same, earlier, later)
    )
    changed: dict[int, Changed] = {}
    if of and before and of.random and before.random:
        sides = comparison.Side("", "", before), comparison.of_version(version, of)
        changed = {int(row.key): one for row, one in comparison.compared(analysis, *sides)[1]}
    return {
        mode: Fix(
            version=version,
            traces=len(of.serials) if of else 0,
            earlier=bool(earlier),
            read=since.read if since else 0,
            found=since.count(analysis.material.positive(mode)) if since else 0,
            held=bool(of and of.read and not of.count(analysis.material.positive(mode))),
            random=of.random if of else 0,
            before=before.random if before else 0,
            change=changed.get(mode),
        )
        for mode in modes
    }

"""Vectors of traces: what they were made with, the vectors themselves, and the atlas drawn from them.

Written by a background job, read by draws. Vectors lie in blocks by serial, as 16-bit floats.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.model import Trace
from lib.spelling import apart
from lib.store.engine import insert, put, reading, writing
from lib.store.rules.counted_reviews import published
from lib.store.schema.derived_tables import atlases, vector_blocks, vectorisers
from lib.store.schema.tables import trace_bodies, traces
from lib.store.traces import bodies

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A vectoriser: who made it, on how many traces, and up to which serial vectors are there."""

    id: int
    provider: str
    dimensions: int
    fitted_on: int
    covered: int


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Where each trace lies. ``cluster`` (-1: in none) and ``place`` (n x 2) go by serial, from serial 1."""

    vectoriser_id: int
    covered: int
    cluster: NDArray[np.int16]
    place: Vectors
    clusters: Sequence[Mapping[str, Any]]


def newest(project_id: int) -> Fitted | None:
    """Return the project's newest vectoriser, or None where none was made yet."""
    covered = (
        sa.select(sa.func.max(vector_blocks.c.last_serial))
        .where(vector_blocks.c.vectoriser_id == vectorisers.c.id)
        .scalar_subquery()
    )
    columns = (vectorisers.c.id, vectorisers.c.provider, vectorisers.c.dimensions, vectorisers.c.fitted_on)
    query = (
        sa.select(*columns, covered.label("covered"))
        .where(vectorisers.c.project_id == project_id)
        .order_by(vectorisers.c.id.desc())
        .limit(1)
    )
    with reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    return Fitted(row.id, row.provider, row.dimensions, row.fitted_on, row.covered or 0)


def in_use(project_id: int) -> Fitted | None:
    """Return the vectoriser that draws go by: the one the atlas was drawn with, as far as the atlas goes.

    A job that is making newer vectors changes no draw until its atlas is there too. None without an atlas.
    """
    query = (
        sa.select(
            vectorisers.c.id,
            vectorisers.c.provider,
            vectorisers.c.dimensions,
            vectorisers.c.fitted_on,
            atlases.c.covered,
        )
        .join(atlases, atlases.c.vectoriser_id == vectorisers.c.id)
        .where(atlases.c.project_id == project_id)
    )
    with reading() as connection:
        row = connection.execute(query).first()
    return Fitted(*row) if row is not None else None


def model(vectoriser_id: int) -> bytes:
    """Return a vectoriser as it was saved."""
    with reading() as connection:
        query = sa.select(vectorisers.c.model).where(vectorisers.c.id == vectoriser_id)
        return bytes(connection.execute(query).scalar_one())


def save_vectoriser(project_id: int, provider: str, dimensions: int, fitted_on: int, data: bytes) -> int:
    """Keep a vectoriser and return its id. Its vectors follow in blocks."""
    row = {
        "project_id": project_id,
        "provider": provider,
        "dimensions": dimensions,
        "fitted_on": fitted_on,
        "model": data,
    }
    with writing() as connection:
        return insert(connection, vectorisers, row)


def drop_older(project_id: int, keep: int) -> None:
    """Forget the project's vectorisers but this one, with their vectors."""
    old = sa.select(vectorisers.c.id).where(vectorisers.c.project_id == project_id, vectorisers.c.id != keep)
    with writing() as connection:
        connection.execute(
            atlases.delete().where(atlases.c.project_id == project_id, atlases.c.vectoriser_id != keep)
        )
        connection.execute(vector_blocks.delete().where(vector_blocks.c.vectoriser_id.in_(old)))
        connection.execute(vectorisers.delete().where(vectorisers.c.id.in_(old)))


def add_block(vectoriser_id: int, first_serial: int, rows: Vectors) -> None:
    """Keep the vectors of the serials from ``first_serial`` on, one row each."""
    row = {
        "vectoriser_id": vectoriser_id,
        "first_serial": first_serial,
        "last_serial": first_serial + len(rows) - 1,
        "data": rows.astype(np.float16).tobytes(),
    }
    with writing() as connection:
        put(connection, vector_blocks, row)


def load(fitted: Fitted) -> Vectors:
    """Return all vectors, row ``serial - 1`` for each serial that is covered; zeros where there is none."""
    out = np.zeros((fitted.covered, fitted.dimensions), dtype=np.float32)
    query = sa.select(vector_blocks).where(vector_blocks.c.vectoriser_id == fitted.id)
    with reading() as connection:
        for block in connection.execution_options(yield_per=8).execute(query):
            rows = np.frombuffer(block.data, dtype=np.float16).reshape(-1, fitted.dimensions)
            out[block.first_serial - 1 : block.last_serial] = rows
    return out


def of_serials(fitted: Fitted, serials: NDArray[np.int64]) -> Vectors:
    """Return the vectors of these serials, row by row; zeros where there is none. Block by block, so that
    no second copy of them all is ever held."""
    out = np.zeros((len(serials), fitted.dimensions), dtype=np.float32)
    order = np.argsort(serials, kind="stable")
    rising = serials[order]
    query = sa.select(vector_blocks).where(vector_blocks.c.vectoriser_id == fitted.id)
    with reading() as connection:
        for block in connection.execution_options(yield_per=8).execute(query):
            first, last = block.first_serial, min(block.last_serial, fitted.covered)
            if last < first:
                continue
            rows = np.frombuffer(block.data, dtype=np.float16).reshape(-1, fitted.dimensions)
            mine = slice(*np.searchsorted(rising, [first, last + 1]))
            out[order[mine]] = rows[rising[mine] - first]
    return out


def nearest(fitted: Fitted, serial: int, count: int) -> tuple[list[int], int]:
    """Return the serials whose vectors lie nearest to this one's, nearest first, and how many were compared.

    Itself, and what has nothing in common with it, is left out. Block by block, as ``of_serials``.
    """
    mine = of_serials(fitted, np.array([serial]))[0]
    serials, cosines, compared = np.empty(0, np.int64), np.empty(0, np.float32), 0
    query = sa.select(vector_blocks).where(vector_blocks.c.vectoriser_id == fitted.id)
    with reading() as connection:
        for block in connection.execution_options(yield_per=8).execute(query):
            rows = np.frombuffer(block.data, dtype=np.float16).reshape(-1, fitted.dimensions)
            here = np.arange(block.first_serial, block.first_serial + len(rows))
            others = here != serial
            compared += int(others.sum())
            serials = np.concatenate([serials, here[others]])
            cosines = np.concatenate([cosines, (rows.astype(np.float32) @ mine)[others]])
            best = np.argsort(-cosines, kind="stable")[:count]
            serials, cosines = serials[best], cosines[best]
    return serials[cosines > 0].tolist(), compared


def newest_serial(project_id: int) -> int:
    """Return the highest serial among the project's published traces; 0 where there are none."""
    with reading() as connection:
        return connection.scalar(sa.select(sa.func.max(traces.c.serial)).where(published(project_id))) or 0


def said(project_id: int, first: int, last: int) -> Iterator[tuple[int, Trace]]:
    """Yield ``(serial, trace)`` for the published traces with serials in this closed range, in order.

    Only the steps of a trace are there. For the job that makes vectors: nobody asked for a body to see.
    """
    query = (
        sa.select(traces.c.serial, trace_bodies.c.steps)
        .join(trace_bodies, trace_bodies.c.trace_id == traces.c.id)
        .where(published(project_id), traces.c.serial.between(first, last))
        .order_by(traces.c.serial)
    )
    with reading() as connection:
        for row in connection.execute(query):
            yield row.serial, Trace("", bodies.load_steps(row.steps))


def said_by(project_id: int, serials: Sequence[int]) -> list[Trace]:
    """Return the traces with these serials, in rising order, with their steps alone."""
    found: list[Trace] = []
    for start in range(0, len(serials), 500):
        query = (
            sa.select(trace_bodies.c.steps)
            .join(traces, trace_bodies.c.trace_id == traces.c.id)
            .where(published(project_id), traces.c.serial.in_(list(serials[start : start + 500])))
            .order_by(traces.c.serial)
        )
        with reading() as connection:
            found += [Trace("", bodies.load_steps(row.steps)) for row in connection.execute(query)]
    return found


def save_atlas(project_id: int, atlas: Atlas) -> None:
    """Replace the project's atlas."""
    held = io.BytesIO()
    np.savez_compressed(held, cluster=atlas.cluster, place=atlas.place.astype(np.float32))
    row = {
        "project_id": project_id,
        "vectoriser_id": atlas.vectoriser_id,
        "covered": atlas.covered,
        "data": held.getvalue(),
        "clusters": [dict(cluster) for cluster in atlas.clusters],
    }
    with writing() as connection:
        put(connection, atlases, row)


def atlas_covers(project_id: int) -> int:
    """Return up to which serial the project's atlas reaches; 0 where there is none."""
    with reading() as connection:
        return connection.scalar(sa.select(atlases.c.covered).where(atlases.c.project_id == project_id)) or 0


def atlas(project_id: int) -> Atlas | None:
    """Return the project's atlas, or None where none was drawn yet."""
    with reading() as connection:
        row = connection.execute(sa.select(atlases).where(atlases.c.project_id == project_id)).first()
    if row is None:
        return None
    with np.load(io.BytesIO(row.data), allow_pickle=False) as held:
        # Two clusters may be about the same words.
        names = apart({label: str(one["name"]) for label, one in enumerate(row.clusters)})
        about = [{**one, "name": names[label]} for label, one in enumerate(row.clusters)]
        return Atlas(row.vectoriser_id, row.covered, held["cluster"], held["place"], about)

"""Other people at work: sessions that read on over the websocket as the browser would, without a browser.

    python -m bench.colleagues URL QUERY COOKIES...

One session on the batch that ``QUERY`` names for each ``Cookie`` header of somebody signed in, a save about
every two seconds each, until it is stopped. Prints a line for each save that was acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from http.cookies import SimpleCookie
from random import Random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_THINKS = 2.0
_AGAIN = 5.0


class Colleague:
    """One session."""

    def __init__(self, socket: ClientConnection, query: str) -> None:
        self._socket, self._query = socket, query
        self._page = self._fragment = self._component = ""
        self._data: dict[str, Any] = {}
        self._opened_traces: dict[int, dict[str, Any]] = {}

    async def open(self) -> None:
        """Load the page."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = "annotate"
        await self._socket.send(asked.SerializeToString())
        await self._hear()

    async def save(self) -> None:
        """Pass the trace on the screen and wait for the answer."""
        at, seq = self._data["at"], self._data["done"] + 1
        following = next(iter(self._data["ahead"]), 0)
        note = {"id": None, "text": "offered 9:00, first slot is 10:30", "step": 2, "quote": None}
        act = {
            "kind": "save",
            "seq": seq,
            "trace": at,
            "notes": [note],
            "verdict": "fail",
            "seconds": 20.0,
            "revision": self._opened_traces[at]["revision"],
            "tab": self._query,
            "then": following,
        }
        held = [one for one, opened in self._opened_traces.items() if "trace" in opened]
        sent = {"acts": [act], "shown": following or None, "heard": seq - 1, "held": held, "known": True}
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_script_hash = self._page
        asked.rerun_script.fragment_id = self._fragment
        state = asked.rerun_script.widget_states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{self._component}__events"
        state.json_trigger_value = json.dumps([{"event": "act", "value": sent}])
        while self._data["done"] < seq:
            # Sent again where no answer comes, as the browser does.
            await self._socket.send(asked.SerializeToString())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hear(), _AGAIN)

    async def _hear(self) -> None:
        while True:
            told = ForwardMsg()
            told.ParseFromString(await self._socket.recv(decode=False))
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self._page = told.navigation.page_script_hash
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "bidi_component":
                found = told.delta.new_element.bidi_component
                if found.component_name == "faultline_reader":
                    self._component, self._fragment = found.id, told.delta.fragment_id
                    text = found.json or found.mixed.json
                    self._data = json.loads(text)
                    for opened in self._data["openedTraces"]:
                        self._opened_traces[opened["id"]] = {
                            **self._opened_traces.get(opened["id"], {}),
                            **opened,
                        }
            elif kind == "script_finished" and self._data:
                return


async def _work(url: str, query: str, cookie: str, random: Random) -> None:
    address = url.replace("http", "ws") + "/_stcore/stream"
    # Where the browser, too, repeats the token that shows who asks to be no other site.
    token = SimpleCookie(cookie)["_streamlit_xsrf"].value
    spoken = [Subprotocol("streamlit"), Subprotocol(token)]
    headers = {"Cookie": cookie, "Origin": url}
    async with connect(address, subprotocols=spoken, max_size=None, additional_headers=headers) as socket:
        colleague = Colleague(socket, query)
        await colleague.open()
        while True:
            await asyncio.sleep(random.uniform(0.5, 1.5) * _THINKS)
            await colleague.save()
            print("saved", flush=True)


async def _all(url: str, query: str, cookies: list[str]) -> None:
    await asyncio.gather(*[_work(url, query, one, Random(place)) for place, one in enumerate(cookies)])


if __name__ == "__main__":
    asyncio.run(_all(sys.argv[1], sys.argv[2], sys.argv[3:]))

"""A line between a browser and a server that can be cut, and is whole again at the same address."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Proxy:
    """Passes bytes on between whoever connects to ``url`` and the server at ``port``, until it is cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._is_cut = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._welcome, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the app by this line."""
        return f"http://localhost:{self._door.getsockname()[1]}"

    def cut(self) -> None:
        """End every connection, and take no new one."""
        with self._lock:
            self._is_cut = True
            ending, self._open = self._open, set()
        for one in ending:
            _end(one)

    def mend(self) -> None:
        """Pass bytes on again, for whoever connects anew."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """End it for good."""
        _end(self._door)
        self.cut()

    def _welcome(self) -> None:
        while True:
            try:
                came, _ = self._door.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                came.close()
                continue
            with self._lock:
                is_cut = self._is_cut
                if not is_cut:
                    self._open |= {came, there}
            if is_cut:
                _end(came)
                _end(there)
                continue
            for one, other in ((came, there), (there, came)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):  # cut, or left by the browser
            while came := one.recv(65536):
                other.sendall(came)
        with self._lock:
            self._open -= {one, other}
        _end(one)
        _end(other)


def _end(one: socket.socket) -> None:
    with suppress(OSError):  # it may have ended
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def between(port: int) -> Iterator[Proxy]:
    """A line to the server at this port, for as long as this lasts."""
    made = Proxy(port)
    try:
        yield made
    finally:
        made.close()

"""A running Faultline for the browser tests: its own database, its own port, its own folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_START_LIMIT = 60.0


@dataclass
class Server:
    """A Streamlit process. ``restart`` keeps the database and the address."""

    folder: Path
    port: int
    database_url: str
    secrets: str = ""
    entry: str = "server.py"
    runner: str = "streamlit"
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the app."""
        return f"http://localhost:{self.port}"

    @classmethod
    def on(cls, folder: Path, database_url: str | None = None, secrets: str = "", **more: str) -> Server:
        """Return a started server with its data in ``folder``; ``{url}`` in ``secrets`` is its address.

        ``entry`` is what Streamlit runs (app.py has no content security policy), and ``runner`` the module
        that Streamlit is started by.
        """
        folder.mkdir(exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        made = cls(folder, port, database_url or f"sqlite:///{folder / 'faultline.db'}", secrets, **more)
        made.start()
        return made

    def start(self) -> None:
        """Start the process and wait until it answers."""
        file = self.folder / "secrets.toml"
        file.write_text(self.secrets.replace("{url}", self.url))
        own = {
            "FAULTLINE_DATA": str(self.folder),
            "DATABASE_URL": self.database_url,
            "STREAMLIT_SECRETS_FILES": str(file),
        }
        settings = [f"--server.port={self.port}", "--server.headless=true"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.runner, "run", self.entry, *settings],
                cwd=ROOT,
                env={**os.environ, **own},
                stdout=log,
                stderr=log,
            )
        give_up = time.monotonic() + _START_LIMIT
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError((self.folder / "server.log").read_text())
            select_nothing(0.1)

    def stop(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def kill(self) -> None:
        """End the process at once, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)

    def restart(self) -> None:
        """End the process and start it again on the same database and port."""
        self.stop()
        self.start()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def select_nothing(seconds: float) -> None:
    """Give the processor away between two looks at whether the server answers."""
    import select

    select.select([], [], [], seconds)

"""Ask pip-audit about everything installed; say plainly where its service could not answer."""

from __future__ import annotations

import json
import subprocess
import sys


def main() -> int:
    """Return 1 where a known vulnerability is installed, else 0. What was not checked is said."""
    command = [sys.executable, "-m", "pip_audit", "--local", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print("The service pip-audit asks cannot be reached from here, so nothing was checked.")
        return 0
    checked = [package for package in found if "vulns" in package]
    skipped = [package["name"] for package in found if "vulns" not in package]
    bad = [package for package in checked if package["vulns"]]
    for package in bad:
        ids = ", ".join(hole["id"] for hole in package["vulns"])
        print(f"{package['name']} {package['version']}: {ids}")
    print(
        f"{len(checked)} packages checked, {len(bad)} with a known vulnerability, {len(skipped)} not checked."
    )
    if skipped:
        print("Not checked, because the service does not know them or did not answer:", ", ".join(skipped))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

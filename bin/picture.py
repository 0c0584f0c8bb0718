"""The picture of the README: the home page of the running portal, as chromium shows it.

python3 bin/picture.py    after `bin/portal up`
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "accueil.png"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def main() -> None:
    """Write the picture."""
    status = subprocess.run(
        [ROOT / "bin" / "portal", "status", "--json"], stdout=subprocess.PIPE, check=True
    )
    url = json.loads(status.stdout)["url"]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        chromium = ["chromium", *QUIET, f"--user-data-dir={profile}", "--window-size=1280,960"]
        subprocess.run([*chromium, f"--screenshot={TARGET}", url], check=True, capture_output=True)


if __name__ == "__main__":
    main()

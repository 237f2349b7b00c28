"""Which browser the tests drive: $BTSPRESS_CHROMIUM, a Chrome or Chromium that is installed, or Playwright's.

Run as a program it prints the path, or says on stderr that there is none and exits with 1.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
MISSING = "no Chromium or Chrome was found: install one, or set BTSPRESS_CHROMIUM to its path"


def find() -> str:
    """Path of the browser; empty when there is none."""
    named = os.environ.get("BTSPRESS_CHROMIUM")
    if named:
        return shutil.which(named) or ""
    installed = next((path for name in NAMES if (path := shutil.which(name))), "")
    return installed or next((place for place in PLACES if Path(place).is_file()), "") or _playwrights()


def _playwrights() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""


if __name__ == "__main__":
    found = find()
    print(found or MISSING, file=sys.stdout if found else sys.stderr)
    sys.exit(not found)

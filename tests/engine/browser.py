"""A headless Chromium for tests that look at a page as a person does: `with headless() as driver`.

Debian's own chromium and chromedriver, through selenium. Nothing is downloaded and no page reaches
a network: every name and every address goes to a proxy that is not there. The profile is a folder
of its own, gone with the browser. `conftest.browser` is the fixture.
"""

import base64
import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECONDS = 60  # for a page, a script, a command
QUIET = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # /dev/shm is small in a container
    "--disable-extensions",
    "--disable-breakpad",  # a crash handler writes to the profile when the browser has gone
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--hide-scrollbars",
    "--proxy-server=127.0.0.1:9",  # the discard port: nothing answers
    "--proxy-bypass-list=<-loopback>",  # not even this machine
]


@contextlib.contextmanager
def headless() -> Iterator[Any]:
    """A selenium driver; the test is skipped, with the reason, where there is no browser."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        pytest.skip("no browser (apt-get install chromium chromium-driver)")
    with _folder() as folder:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for argument in [*QUIET, f"--user-data-dir={folder}/profile"]:
            options.add_argument(argument)
        if os.geteuid() == 0:  # its own sandbox refuses root; the pages are ours
            options.add_argument("--no-sandbox")
        private = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder}
        service = webdriver.ChromeService(chromedriver, env={**os.environ, **private})
        driver = webdriver.Chrome(options, service)
        try:
            driver.set_page_load_timeout(SECONDS)
            driver.set_script_timeout(SECONDS)
            yield driver
        finally:
            driver.quit()


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """A folder that is gone in the end, though what the browser started still writes to it."""
    folder = tempfile.mkdtemp(prefix="browser-")
    try:
        yield folder
    finally:
        until = time.monotonic() + SECONDS
        while os.path.exists(folder) and time.monotonic() < until:
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(0.05)


def look(driver: Any, page: Path, width: int = 1280, height: int = 800) -> None:
    """Open a file in a viewport of that size; below 500 pixels a window alone cannot go."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get_log("browser")  # what came before is not this page's
    driver.get(page.absolute().as_uri())


def pages(driver: Any) -> int:
    """How many sheets of A4 it is on paper."""
    size = {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69}
    pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", size)["data"])
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def complaints(driver: Any) -> list[str]:
    """What the browser had to say of the page: what its policy refused, what could not be had."""
    return [str(entry["message"]) for entry in driver.get_log("browser")]


def overflow(driver: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(
        driver.execute_script(
            "const page = document.documentElement; return page.scrollWidth - page.clientWidth"
        )
    )

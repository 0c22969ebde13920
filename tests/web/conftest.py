"""A real browser, and pages in it; without one every test here is skipped and says how to get one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright
from tests.pages import page_of

from detente.formats import load
from detente.model.case import Case

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that DETENTE_BROWSER names, or one on the path."""
    named = os.environ.get("DETENTE_BROWSER")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("needs a browser: install chromium, or set DETENTE_BROWSER to one")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield started
        started.close()


class Opened:
    """A page in the browser, with all that went wrong on it.

    Attributes:
        page: the page.
        requests: addresses that it asked for, its own file apart.
        errors: what it said on the console, exceptions, and windows that it opened to say something.
    """

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        own = file.as_uri()
        self.page.on(
            "request", lambda asked: self.requests.append(asked.url) if asked.url != own else None
        )
        self.page.on("console", lambda said: self.errors.append(said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._said)
        self.page.goto(own)

    def _said(self, dialog: Dialog) -> None:
        self.errors.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens the text of a page from disk: `opened(text, width=360, color_scheme="dark")`."""
    contexts = []

    def _open(text: str, width: int = 1200, height: int = 900, **options: object) -> Opened:
        file = tmp_path / "page.html"
        file.write_text(text, "utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return Opened(context, file)

    yield _open
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def make() -> Callable[[Case], str]:
    """The page of a case, with whatever the case allows."""
    return page_of


@pytest.fixture(scope="session")
def example() -> str:
    """The page of the shipped example."""
    return page_of(load(ROOT / "examples/small-steps.yaml"))


@pytest.fixture(scope="session")
def stalemate() -> str:
    """The page of a case without agreement."""
    return page_of(load(ROOT / "tests/data/no-agreement.yaml"))


@pytest.fixture(scope="session")
def many(shared: Path) -> str:
    """The page of a case of five parties and thousands of points, without a status quo."""
    return page_of(load(shared / "scenarios/genius-multiparty/group9-killer_robot"))

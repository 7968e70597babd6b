"""A Chromium for tests. Where there is none, browser tests are skipped, or fail when `REFDESK_CI=1`."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

# A busy machine is no fault of a page: what never comes is ended by the test's own limit.
PATIENCE_MS = 240_000
expect.set_options(timeout=PATIENCE_MS)
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser]:
    """Start the system's Chromium."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        words = "no Chromium found; get it with: apt-get install chromium"
        if os.environ.get("REFDESK_CI") == "1":
            pytest.fail(words)
        pytest.skip(words)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


async def a_page(browser: Browser, **options: Any) -> Page:
    """A window of its own, as a person without any history has it."""
    page = await (await browser.new_context(**options)).new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, for one test."""
    async with a_chromium() as browser:
        yield browser

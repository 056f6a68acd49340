"""One demo for all tests of a session, and one browser for those of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.screens import chromium
from bench.stack import Stack, left_behind, running_stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The running demo, with a month behind it; after its Ctrl-C none of its processes may be left."""
    with running_stack("stack", months=1) as stack:
        yield stack
    assert left_behind(stack.data_dir) == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser; each test opens a context of its own, as a person with nothing to remember.

    It ends with its file: while Playwright runs, Django takes every test of the process for asynchronous.
    """
    with chromium() as browser:
        yield browser

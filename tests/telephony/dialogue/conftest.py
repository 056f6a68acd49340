"""Leads whole conversations against a small calendar."""

from collections.abc import Callable

import pytest

from tests.telephony.dialogue.fake_calendar import Conversation, lead


@pytest.fixture
def play() -> Callable[..., Conversation]:
    return lead

"""Rows of the telephony room. Calls come in through the service, as in real life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import factory

from telephony.enums import BrainKind, CallSource
from telephony.models import BlockedNumber, Call, Receptionist
from telephony.queries.lines import line_of
from telephony.services.calls import ring
from tenants.fields import phone_index
from tests.factories.booking import MONDAY_8

ANNA_CALLS_FROM = "+4915112345678"


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """A call that rings at the first branch."""

    class Meta:
        model = Call

    provider = "retell"
    provider_call_id = factory.Sequence("call_{:032x}".format)
    from_number = ANNA_CALLS_FROM
    source = CallSource.PHONE
    brain = BrainKind.PROVIDER
    now = MONDAY_8

    @classmethod
    def _create(cls, model_class: type[Call], *args: Any, **fields: Any) -> Call:
        return ring(line=line_of(branch_id=fields.pop("branch_id", None)), **fields)


class ReceptionistFactory(factory.django.DjangoModelFactory[Receptionist]):
    class Meta:
        model = Receptionist


class BlockedNumberFactory(factory.django.DjangoModelFactory[BlockedNumber]):
    class Meta:
        model = BlockedNumber

    phone = "+4930999999"
    created_at: datetime = MONDAY_8

    @classmethod
    def _create(cls, model_class: type[BlockedNumber], *args: Any, **fields: Any) -> BlockedNumber:
        return BlockedNumber.objects.create(phone_index=phone_index(fields["phone"]), **fields)

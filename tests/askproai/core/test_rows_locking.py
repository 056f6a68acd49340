from __future__ import annotations

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from askproai.core.rows import Prepared
from booking.models import Customer, Resource
from tenants.models import Company


def test_prepared_lock_outside_of_a_transaction_is_refused(committed_company: Company) -> None:
    locked: Prepared[Customer] = Prepared(lambda pk: Customer.objects.select_for_update().filter(pk=pk))
    with transaction.atomic():
        assert locked.first(1) is None

    with pytest.raises(TransactionManagementError):
        locked.first(1)


def test_resource_lock_outside_of_a_transaction_is_refused(committed_company: Company) -> None:
    with pytest.raises(TransactionManagementError):
        Resource.objects.lock([1])

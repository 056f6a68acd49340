from __future__ import annotations

from django.core.cache import cache

from tenants.context import company_scope
from tenants.models import Company


def test_cache_of_one_company_is_unknown_in_another(company: Company, other_company: Company) -> None:
    cache.set("greeting", "Guten Tag, Salon", timeout=60)

    with company_scope(other_company):
        assert cache.get("greeting") is None
        cache.set("greeting", "Guten Tag, Praxis", timeout=60)

    assert cache.get("greeting") == "Guten Tag, Salon"
    cache.delete("greeting")
    with company_scope(other_company):
        assert cache.get("greeting") == "Guten Tag, Praxis"
        cache.delete("greeting")


def test_cache_keys_begin_with_the_schema(company: Company) -> None:
    assert cache.make_key("greeting").startswith(f"{company.schema_name}:")

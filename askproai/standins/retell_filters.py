"""The filters of list-calls: enum, number, range, string, boolean and presence, plain or keyed."""

import operator
from typing import Any

from askproai.standins.ledger import Json

_NUMBERS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_PLACES = {
    "user_sentiment": ("call_analysis", "user_sentiment"),
    "call_successful": ("call_analysis", "call_successful"),
    "in_voicemail": ("call_analysis", "in_voicemail"),
    "combined_cost": ("call_cost", "combined_cost"),
    "e2e_latency_p50": ("latency", "e2e", "p50"),
    "dynamic_variables": ("retell_llm_dynamic_variables",),
    "custom_analysis_data": ("call_analysis", "custom_analysis_data"),
}


def call_fits(call: Json, criteria: Json) -> bool:
    """Tell whether the call object passes all criteria.

    :raises ValueError: a criterion has a shape Retell does not know.
    """
    return all(_fits(call, name, wanted) for name, wanted in criteria.items() if wanted is not None)


def _fits(call: Json, name: str, wanted: Any) -> bool:
    if name == "agent":
        return any(_agent_fits(call, agent) for agent in wanted)
    value = _at(call, _PLACES.get(name, (name,)))
    if isinstance(wanted, list):
        return all(_test(_at(value, (one["key"],)), one) for one in wanted)
    return _test(value, wanted)


def _agent_fits(call: Json, agent: Json) -> bool:
    versions = agent.get("version")
    return call["agent_id"] == agent.get("agent_id") and (not versions or call["agent_version"] in versions)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _test(value: Any, wanted: Json) -> bool:
    kind, op = wanted.get("type"), wanted.get("op")
    target: Any = wanted.get("value")
    if kind == "present":
        return (value is not None) == (op == "pr")
    if value is None:
        return False
    if kind == "enum":
        return (value in target) == (op == "in")
    if kind == "range":
        return bool(target[0] <= value <= target[1])
    if kind == "string":
        return _string_fits(str(value), str(op), str(target))
    if kind in {"number", "boolean"} and op in _NUMBERS:
        return bool(_NUMBERS[op](value, target))
    raise ValueError(f"unknown filter {kind} {op}")


def _string_fits(value: str, op: str, target: str) -> bool:
    tests = {
        "eq": value == target,
        "ne": value != target,
        "sw": value.startswith(target),
        "ew": value.endswith(target),
        "co": target in value,
    }
    if op not in tests:
        raise ValueError(f"unknown filter string {op}")
    return tests[op]

"""Trains a linear classifier: one line per example in, the weights as JSON out.

Runs in an environment of its own (``bin/setup evaluate``) that has scikit-learn; it imports nothing of ours.
First line: ``{"labels": 31, "features": 400000, "keep": 60000}``. Each other line is an example: its labels,
those that it may have, and its features with how often they occur: ``0,4|7|12:1 977:2``.

A feature counts as (1 + ln n) times its rarity, an example has length 1, and each label has a support vector
machine of its own (Salton and Buckley 1988; Joachims 1998). It is trained twice: what says least is left out
in between.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

PENALTY = 0.5
SEED = 7
# Weights below this say nothing that holds.
LEAST = 0.02

Truth = list[tuple[set[int], set[int]]]


def read(lines: list[str], width: int) -> tuple[sparse.csr_matrix, Truth]:
    """Return how often each feature is in each example, and the labels: those it has, those it may have."""
    counts: list[int] = []
    columns: list[int] = []
    ends = [0]
    truth: Truth = []
    for line in lines:
        has, may, features = line.rstrip("\n").split("|")
        truth.append(
            ({int(one) for one in has.split(",") if one}, {int(one) for one in may.split(",") if one})
        )
        for feature in features.split():
            column, count = feature.split(":")
            columns.append(int(column))
            counts.append(int(count))
        ends.append(len(columns))
    data = (np.asarray(counts, dtype=np.float64), np.asarray(columns, dtype=np.int32), np.asarray(ends))
    return sparse.csr_matrix(data, shape=(len(truth), width)), truth


def _numbers(text: str) -> set[int]:
    return {int(number) for number in text.split(",") if number}


def rarity(counts: sparse.csr_matrix) -> np.ndarray:
    """Return 1 + ln(examples / examples with it) of each feature."""
    within = np.bincount(counts.indices, minlength=counts.shape[1])
    return 1.0 + np.log(counts.shape[0] / (1.0 + within))


def weighted(counts: sparse.csr_matrix, rare: np.ndarray) -> sparse.csr_matrix:
    """Return the examples as vectors of length 1."""
    values = counts.copy()
    values.data = (1.0 + np.log(values.data)) * rare[values.indices]
    lengths = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.where(lengths > 0, lengths, 1.0)) @ values)


def fit(values: sparse.csr_matrix, truth: Truth, labels: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what each feature says for each label, and what is said without any; nobody has some labels."""
    rows, bias = [], []
    for label in range(labels):
        asked = np.array([label in has or label not in may for has, may in truth])
        has_it = np.array([label in has for has, _ in truth])[asked]
        if not has_it.any():
            rows.append(np.zeros(values.shape[1]))
            bias.append(-1.0)
            continue
        machine = LinearSVC(C=PENALTY, random_state=SEED).fit(values[asked], has_it)
        rows.append(machine.coef_[0])
        bias.append(float(machine.intercept_[0]))
    return np.array(rows), np.array(bias)


def main() -> None:
    """Read the examples, train, write the weights."""
    head, *lines = sys.stdin
    wanted = json.loads(head)
    counts, truth = read(lines, wanted["features"])
    rare = rarity(counts)
    first, _ = fit(weighted(counts, rare), truth, wanted["labels"])
    kept = np.sort(np.argsort(-np.abs(first).max(axis=0), kind="stable")[: wanted["keep"]])
    weights, bias = fit(weighted(sparse.csr_matrix(counts[:, kept]), rare[kept]), truth, wanted["labels"])
    rows = {
        int(feature): [
            float(rare[feature]),
            [[label, float(weight)] for label, weight in enumerate(weights[:, at]) if abs(weight) >= LEAST],
        ]
        for at, feature in enumerate(kept)
    }
    json.dump({"bias": bias.tolist(), "rows": rows}, sys.stdout)


if __name__ == "__main__":
    main()

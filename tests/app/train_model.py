#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains a small model on what `leadline features` wrote: will the mid price be higher in a second than now? Or on what
`leadline outcomes` wrote: was it higher five seconds after our fills?

usage: train_model.py FEATURES.csv|OUTCOMES.csv MODEL.json

An example to begin with, not one to trade on: it learns from one recording, and how well it does is known from the
last third of it alone.
"""
import csv
import datetime
import math
import sys

import numpy
import xgboost

FEATURES = ["obi", "ofi_normalized_1m", "spread_bps", "book_resilience", "vpin"]
AHEAD = 1_000_000_000  # nanoseconds
OUTCOME = "mark_out_5s_bps"  # a gain positive


def read(path):
    """The samples' times (ns) and mid prices, and a column a feature; what is not defined is NaN."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    times = numpy.array([int(row["timestamp"]) for row in rows])
    mids = numpy.array([float(row["mid"]) for row in rows])
    values = numpy.array([[float(row[name] or "nan") for name in FEATURES] for row in rows], dtype=numpy.float32)
    return times, mids, values


def read_outcomes(path):
    """Of decisions that filled: when, whether the mid was higher five seconds after the fills, and a column a feature."""
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["is_over"] == "1" and float(row[OUTCOME] or 0) != 0]
    wanted = numpy.array([float((float(row[OUTCOME]) > 0) == (row["side"] == "buy")) for row in rows])
    values = numpy.array([[float(row[name] or "nan") for name in FEATURES] for row in rows], dtype=numpy.float32)
    return values, wanted


def labels(times, mids):
    """1 where the mid a second on is higher, 0 where it is lower; NaN where it is the same or not known."""
    later = numpy.searchsorted(times, times + AHEAD, side="right") - 1  # the last sample by then
    move = numpy.sign(mids[later] - mids)
    move[times + AHEAD > times[-1]] = 0
    return numpy.where(move == 0, math.nan, (move + 1) / 2)


def describe(booster, values, ahead, brier, trained):
    """Tells Leadline what the model has seen, as attributes that are saved with it."""
    for name, column in zip(FEATURES, values.T):
        known = column[~numpy.isnan(column)].astype(float)
        if not known.size:
            continue
        booster.set_attr(**{f"leadline.range.{name}": f"{known.min()!r},{known.max()!r}"})
        edges = numpy.unique(numpy.quantile(known, numpy.arange(0.1, 1, 0.1)))
        counts = numpy.bincount(numpy.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
        booster.set_attr(**{f"leadline.bins.{name}": "|".join(
            ",".join(repr(float(number)) for number in numbers) for numbers in (edges, counts / known.size))})
    booster.set_attr(**{"leadline.ahead_seconds": repr(ahead), "leadline.brier": repr(brier),
                        "leadline.trained": trained.strftime("%Y-%m-%dT%H:%M:%SZ")})


def fit(values, wanted, seed):
    samples = xgboost.DMatrix(values, label=wanted, feature_names=FEATURES, nthread=1)
    return xgboost.train({"objective": "binary:logistic", "max_depth": 3, "eta": 0.2, "seed": seed, "nthread": 1},
                         samples, num_boost_round=30)


def train(times, mids, values, seed=7, trained=None):
    wanted = labels(times, mids)
    is_known = ~numpy.isnan(wanted)
    return train_on(values[is_known], wanted[is_known], AHEAD / 1e9, seed, trained)


def train_on(values, wanted, ahead, seed=7, trained=None):
    # How well it does is asked of what it has not learned from; the model that is kept learns from everything.
    seen = len(wanted) * 2 // 3
    rest = xgboost.DMatrix(values[seen:], feature_names=FEATURES, nthread=1)
    brier = float(numpy.mean((fit(values[:seen], wanted[:seen], seed).predict(rest) - wanted[seen:]) ** 2))
    booster = fit(values, wanted, seed)
    describe(booster, values, ahead, brier, trained or datetime.datetime.now(datetime.timezone.utc))
    return booster


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        is_outcomes = OUTCOME in file.readline().split(",")
    model = train_on(*read_outcomes(sys.argv[1]), ahead=5.0) if is_outcomes else train(*read(sys.argv[1]))
    model.save_model(sys.argv[2])

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`leadline score` against XGBoost's own Python, on a model trained from a recording. Usage: score_test.py LEADLINE SHARED"""
import csv
import datetime
import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    import xgboost
except ImportError:
    print("SKIPPED: score_test.py needs python3-numpy and python3-xgboost")
    sys.exit(77)

sys.dont_write_bytecode = True  # nothing is left beside the sources
import train_model

program, shared = sys.argv[1:3]
tape = pathlib.Path(shared) / "data/tapes/binance-spot_ethusdt_20240808.gz"
if not tape.exists():
    print(f"SKIPPED: score_test.py needs the recording {tape.name}")
    sys.exit(77)


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=240)


def score(model, *more):
    answer = run("score", tape, "--model", model, *more)
    return answer, [line for line in answer.stderr.splitlines() if str(model) in line]


def refused(model, words):
    answer = run("score", tape, "--model", model)
    assert answer.returncode == 2 and answer.stdout == "", answer
    assert len(answer.stderr.splitlines()) == 1 and str(model) in answer.stderr and words in answer.stderr, answer.stderr


def compare(rows, times, expected):
    assert len(rows) == len(expected), (len(rows), len(expected))
    for row, time, up in zip(rows, times, expected):
        value, strength = float(row["score"]), float(row["strength"])
        assert int(row["timestamp"]) == time, row
        assert abs(value - up) < 1e-6, (row, up)
        assert row["side"] == ("buy" if value > 0.5 else "sell"), row
        assert abs(strength - abs(2 * up - 1)) < 2e-6, (row, up)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    samples = folder / "features.csv"
    answer = run("features", tape, "--out", samples)
    assert answer.returncode == 0, answer.stderr
    times, mids, values = train_model.read(samples)
    booster = train_model.train(times, mids, values, trained=datetime.datetime(2026, 11, 20, 14))
    model = folder / "model.json"
    booster.save_model(model)
    expected = booster.predict(xgboost.DMatrix(values, feature_names=train_model.FEATURES, nthread=1))
    assert 0 < (expected > 0.5).sum() < len(expected), "the model says the same of everything"
    assert not numpy.isnan(values).all(axis=0).any() and numpy.isnan(values).any(), "each feature known, and not always"

    # The same rows, the same scores; twice the same bytes.
    out = folder / "scores.csv"
    answer, words = score(model, "--out", out)
    assert answer.returncode == 0, answer.stderr
    with open(out, newline="") as file:
        rows = list(csv.DictReader(file))
    compare(rows, times, expected)
    assert {(row["venue"], row["symbol"]) for row in rows} == {("binance-spot", "ETHUSDT")}
    assert score(model)[0].stdout == out.read_text()
    objects = [json.loads(line) for line in score(model, "--json")[0].stdout.splitlines()]
    compare(objects, times, expected)

    # Values outside of their ranges are counted in each row, and named once.
    seen = values[~numpy.isnan(train_model.labels(times, mids))]
    least, most = numpy.nanmin(seen, axis=0), numpy.nanmax(seen, axis=0)
    outside = (values < least) | (values > most)
    assert [int(row["out_of_range"]) for row in rows] == outside.sum(axis=1).tolist()
    assert len(words) == outside.any(axis=0).sum(), words
    obi = train_model.FEATURES.index("obi")
    narrow = folder / "narrow.json"
    booster.set_attr(**{"leadline.range.obi": "-0.1,0.1"})
    booster.save_model(narrow)
    outside[:, obi] = abs(values[:, obi]) > numpy.float32(0.1)
    assert outside[:, obi].any() and not outside[:, obi].all()
    answer, words = score(narrow)
    rows = list(csv.DictReader(answer.stdout.splitlines()))
    compare(rows, times, expected)
    assert [int(row["out_of_range"]) for row in rows] == outside.sum(axis=1).tolist()
    named = [line for line in words if ": obi = " in line]
    assert len(named) == 1 and "is outside of -0.1..0.1" in named[0], words
    first = values[outside[:, obi].argmax(), obi]
    assert abs(float(named[0].split(": obi = ")[1].split()[0]) - first) < 1e-6, (named, first)

    # What it looks at, whether the recording is like its training, and how often it came true.
    def report(model, *more):
        answer = run("score", tape, "--model", model, "--importance", *more)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    digest = hashlib.sha256(model.read_bytes()).hexdigest()[:8]
    assert {row["model"] for row in objects} == {digest}
    told = json.loads(report(model, "--json"))
    assert told["model"] == digest and told["trained"] == "2026-11-20T14:00:00Z", told
    for kind, key in (("gain", "gain"), ("cover", "cover"), ("weight", "splits")):
        theirs = booster.get_score(importance_type=kind)
        for feature in told["features"]:
            assert abs(feature[key] - theirs.get(feature["name"], 0)) <= 1e-5 * max(1, abs(feature[key])), (kind, feature, theirs)
    assert [f["gain"] for f in told["features"]] == sorted((f["gain"] for f in told["features"]), reverse=True)

    def psi(name, edges, shares):
        column = values[:, train_model.FEATURES.index(name)]
        column, edges = column[~numpy.isnan(column)], numpy.array(edges, dtype=numpy.float32)
        now = numpy.bincount(numpy.searchsorted(edges, column, side="right"), minlength=len(edges) + 1) / column.size
        now, then = numpy.maximum(now, 1e-4), numpy.maximum(shares, 1e-4)
        return float(((now - then) * numpy.log(now / then)).sum())

    for feature in told["features"]:
        edges, shares = ([float(x) for x in part.split(",")] for part in booster.attr(f"leadline.bins.{feature['name']}").split("|"))
        assert abs(feature["psi"] - psi(feature["name"], edges, shares)) < 1e-9, feature
        assert feature["psi"] < 0.1 and feature["against_training"] == "as in training", feature

    def brier():
        """One score at a time waits for its outcome."""
        errors, start = [], 0
        ups = [float(row["score"]) for row in objects]
        while True:
            later = int(numpy.searchsorted(times, times[start] + train_model.AHEAD, side="left"))
            if later == len(times):
                return errors
            then = mids[later] if times[later] == times[start] + train_model.AHEAD else mids[later - 1]
            if then != mids[start]:
                errors.append((ups[start] - (then > mids[start])) ** 2)
            start = later

    errors = brier()
    assert told["brier"]["count"] == len(errors) > 10, (told["brier"], len(errors))
    assert abs(told["brier"]["mean"] - numpy.mean(errors)) < 1e-6, (told["brier"], numpy.mean(errors))
    half = 1.96 * numpy.std(errors, ddof=1) / math.sqrt(len(errors))
    assert abs(told["brier"]["high"] - told["brier"]["mean"] - half) < 1e-6, (told["brier"], half)
    assert told["brier"]["training"] == float(booster.attr("leadline.brier")) and not told["brier"]["is_worse"]
    text = report(model)
    assert text == report(model) and f"model {digest}, trained 2026-11-20T14:00:00Z" in text and "Brier score 0." in text, text

    # A recording that is unlike the training, and a model that promises more than it keeps.
    booster.set_attr(**{"leadline.bins.obi": "-0.9,0.9|0.5,0.0,0.5", "leadline.brier": "0.01"})
    booster.save_model(folder / "other.json")
    told = json.loads(report(folder / "other.json", "--json"))
    other = next(feature for feature in told["features"] if feature["name"] == "obi")
    assert other["psi"] > 0.25 and other["against_training"] == "another distribution", other
    assert told["brier"]["is_worse"] == (len(errors) >= 100 and told["brier"]["low"] > 0.01), told["brier"]
    booster.set_attr(**{"leadline.ahead_seconds": None})
    booster.save_model(folder / "other.json")
    assert json.loads(report(folder / "other.json", "--json"))["brier"] is None
    assert "does not say how far ahead" in report(folder / "other.json")

    # A feature that is none of ours is scored as missing, with a warning.
    strange = folder / "strange.json"
    names = [*train_model.FEATURES[:-1], "moon_phase"]
    labels = train_model.labels(times, mids)
    is_known = ~numpy.isnan(labels)
    other = xgboost.train({"objective": "binary:logistic", "max_depth": 3, "seed": 7, "nthread": 1},
                          xgboost.DMatrix(values[is_known], label=labels[is_known], feature_names=names), 10)
    other.save_model(strange)
    answer, words = score(strange)
    assert answer.returncode == 0, answer.stderr
    assert any("moon_phase, which is no feature here" in line for line in words), words
    assert any("no training ranges are known" in line for line in words), words
    blind = values.copy()
    blind[:, -1] = numpy.nan
    compare(list(csv.DictReader(answer.stdout.splitlines())), times,
            other.predict(xgboost.DMatrix(blind, feature_names=names, nthread=1)))

    # Bad models: one line, nothing else.
    cut = folder / "cut.json"
    whole = model.read_bytes()
    for size in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:size])
        refused(cut, "not valid JSON")
    binary = folder / "model.ubj"
    booster.save_model(binary)
    refused(binary, "it is UBJSON")
    refused(folder / "none.json", "No such file")
    regression = folder / "regression.json"
    xgboost.train({"objective": "reg:squarederror", "nthread": 1},
                  xgboost.DMatrix(values, label=mids, feature_names=train_model.FEATURES), 2).save_model(regression)
    refused(regression, "reg:squarederror")
    classes = folder / "classes.json"
    xgboost.train({"objective": "multi:softprob", "num_class": 3, "nthread": 1},
                  xgboost.DMatrix(values, label=numpy.arange(len(values)) % 3, feature_names=train_model.FEATURES),
                  2).save_model(classes)
    refused(classes, "multi:softprob")
    nameless = folder / "nameless.json"
    xgboost.train({"objective": "binary:logistic", "nthread": 1},
                  xgboost.DMatrix(values[is_known], label=labels[is_known]), 2).save_model(nameless)
    refused(nameless, "does not name its features")
    answer = run("score", tape, "--model", model, "--out", "/nowhere/scores.csv")
    assert answer.returncode == 2 and "/nowhere/scores.csv" in answer.stderr, answer
    assert run("score", tape).returncode == 2
# As later releases write models: scored as the writer would, or refused. One tree: the order imbalance below its edge (or not
# known) gives the first leaf, above it the second; to it comes the logit of the base score.
field = pathlib.Path(shared) / "data/field/13-xgboost-3-models"
if not field.exists():
    print(f"SKIPPED in score_test.py: models of later releases need {field.name}")
else:
    column = values[:, train_model.FEATURES.index("obi")].astype(float)
    for path in sorted(field.glob("v*[0-9p].json")):
        learner = json.loads(path.read_text())["learner"]
        base = float(learner["learner_model_param"]["base_score"].strip("[]"))
        edge, *leaves = learner["gradient_booster"]["model"]["trees"][0]["split_conditions"]
        below = numpy.nan_to_num(column, nan=-1).astype(numpy.float32) < numpy.float32(edge)
        margin = math.log(base / (1 - base)) + numpy.where(below, *leaves)
        answer, _ = score(path)
        assert answer.returncode == 0, (path.name, answer.stderr)
        compare(list(csv.DictReader(answer.stdout.splitlines())), times, 1 / (1 + numpy.exp(-margin)))
    refused(field / "dart_as_gbtree_plain_base.json", "its booster is dart under the name of gbtree")
    refused(field / "v3_1_ubj.json", "it is UBJSON")
print(f"score_test: {len(expected)} scores equal XGBoost's")

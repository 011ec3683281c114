#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`leadline lab` against `leadline decide`: what it says of another threshold is what a replay with it says.
Usage: lab_test.py LEADLINE SHARED DOCUMENT"""
import collections
import gzip
import hashlib
import itertools
import json
import math
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from slow_market import Book, Resting, messages

program, shared = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
recording = shared / "data/tapes/binance-futures_ethusdt_20240808.gz"
if not recording.exists():
    print(f"SKIPPED: lab_test.py needs the recording {recording.name}")
    sys.exit(77)

folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-lab-"))
environment = {name: value for name, value in os.environ.items() if "__" not in name and not name.startswith("LEADLINE_")}
environment.update(HOME=str(folder), XDG_CONFIG_HOME=str(folder / "config"))
# Half a minute of it, and a folder of its own: the tape of decisions is kept beside the recording.
tape = folder / "binance-futures_ethusdt_20240808"
with gzip.open(recording, "rt") as whole:
    tape.write_text("".join(itertools.islice(whole, 6000)))
kept = folder / (tape.name + ".decisions")
ORDER = ["--side", "buy", "--notional", "10000", "--every", "250ms"]


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=240, env=environment,
                          cwd=folder)


def lab(*more, order=ORDER):
    answer = run("lab", tape, *order, *more, "--json")
    assert answer.returncode == 0 and answer.stderr == "", answer.stderr
    return json.loads(answer.stdout)


def decided(*more, order=ORDER):
    answer = run("decide", tape, *order, "--json", *more)
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


def counts(decisions):
    found = collections.Counter(decision["action"] for decision in decisions)
    return {action: found[action] for action in ("AGGRESSIVE", "PASSIVE", "ABORT")}


def refused(words, *arguments):
    answer = run(*arguments)
    assert answer.returncode == 2 and answer.stdout == "", (arguments, answer)
    lines = answer.stderr.splitlines()
    assert len(lines) == 1 and words in lines[0], (arguments, answer.stderr)


def holds(step, value):
    above = step["from"] is None or value > step["from"] or (value == step["from"] and step["includes_from"])
    below = step["to"] is None or value < step["to"] or (value == step["to"] and step["includes_to"])
    return above and below


def step_at(steps, value):
    found = [step for step in steps if holds(step, value)]
    assert len(found) == 1, (value, found)  # no gap, no overlap
    return found[0]


def check_curve():
    curve = lab("--curve", "routing.aggressive_obi")
    assert kept.exists()
    assert curve["key"] == "routing.aggressive_obi" and curve["value"] == 0.55 and curve["range"] == {"least": 0, "most": 1}
    steps = curve["steps"]
    assert len(steps) > 20 and steps[0]["from"] is None and steps[-1]["to"] is None
    usual = decided()
    assert curve["decisions"] == len(usual)
    assert step_at(steps, 0.55)["counts"] == counts(usual)
    middle = steps[len(steps) // 2]["from"]
    values = [0, 1, 0.3, middle, math.nextafter(middle, -1), math.nextafter(middle, 2), steps[1]["from"], steps[-1]["from"]]
    for value in values:
        replay = decided("--set", f"routing.aggressive_obi={value!r}")
        assert step_at(steps, value)["counts"] == counts(replay), value
    # From the observed values alone: a buy takes where the imbalance is above the threshold, and nothing aborts.
    obis = sorted(next(line["value"] for line in d["trace"] if line["rule"] == "obi") for d in usual)
    assert [step["from"] for step in steps[1:]] == sorted({obi for obi in obis if obi >= 0}), "a step a value"
    for step in steps:
        # The value itself belongs to what follows: the rule is "strictly above".
        assert step["includes_to"] is False and step["includes_from"] == (step["from"] is not None)
    # The side turns the sign round; other settings hold.
    selling = ["--side", "sell", *ORDER[2:]]
    sold = lab("--curve", "routing.aggressive_obi", "--set", "routing.max_impact_cost=0.00001", order=selling)
    for value in (0.2, sold["steps"][2]["from"]):
        replay = decided("--set", f"routing.aggressive_obi={value!r}", "--set", "routing.max_impact_cost=0.00001", order=selling)
        assert step_at(sold["steps"], value)["counts"] == counts(replay)
    return curve


def check_signal_curve():
    order = [*ORDER, "--signal", "0.6"]
    curve = lab("--curve", "signal.calm_stability", order=order)
    for value in (0.01, 0.2, curve["steps"][-1]["from"]):
        if value is None or not 0 <= value <= 0.4:
            continue
        replay = decided("--set", f"signal.calm_stability={value!r}", order=order)
        strategies = step_at(curve["steps"], value)["strategies"]
        found = collections.Counter(decision["strategy"] for decision in replay)
        assert strategies == {name: found[name] for name in strategies}, (value, strategies, found)
    assert curve["range"]["most"] == 0.4, "signal.balanced_stability bounds it"


def check_comparison():
    told = lab("--set", "routing.aggressive_obi=0.2")
    before, after = decided(), decided("--set", "routing.aggressive_obi=0.2")
    assert told["before"]["counts"] == counts(before) and told["after"]["counts"] == counts(after)
    changed = [(a, b) for a, b in zip(before, after) if (a["action"], a["reason"]) != (b["action"], b["reason"])]
    assert told["changed"] == len(changed) == len(told["changes"]) > 0
    for change, (a, b) in zip(told["changes"], changed):
        assert change["before"]["decision"] == a and change["after"]["decision"] == b, "both full traces"
        assert change["timestamp"] == a["timestamp"] and change["symbol"] == "ETHUSDT"
    # What it costs, from what `decide` says: all-in price against mid, times the size.
    def cost(decision):
        if decision["action"] == "ABORT":
            return 0
        mid = (float(decision["best_bid"]) + float(decision["best_ask"])) / 2
        return (decision["comparison"]["all_in_price"] - mid) * float(decision["comparison"]["size"])
    assert math.isclose(told["before"]["expected_cost"], sum(map(cost, before)), abs_tol=1e-4), told["before"]
    assert math.isclose(told["after"]["expected_cost"], sum(map(cost, after)), abs_tol=1e-4), told["after"]
    pairs = [cost(b) - cost(a) for a, b in zip(before, after)]
    mean = sum(pairs) / len(pairs)
    lags = int(len(pairs) ** (1 / 3) + 1e-9)
    away = [pair - mean for pair in pairs]
    gamma = [sum(x * y for x, y in zip(away[lag:], away)) / len(away) for lag in range(lags + 1)]
    variance = gamma[0] + 2 * sum((1 - lag / (lags + 1)) * gamma[lag] for lag in range(1, lags + 1))
    reach = 1.959963984540054 * math.sqrt(variance / len(pairs))
    difference = told["difference"]
    assert difference["decisions"] == len(pairs)
    for name, value in (("mean", mean), ("low", mean - reach), ("high", mean + reach)):
        assert math.isclose(difference[name], value, abs_tol=1e-5), (name, value, difference)
    shown = run("lab", tape, *ORDER, "--set", "routing.aggressive_obi=0.2").stdout
    assert f"expected cost a decision, changed minus today: {mean:.4f} quote units (95 %: {mean - reach:.4f} to {mean + reach:.4f})" in shown
    assert f"{len(changed)} of {len(before)} decisions come out otherwise" in shown
    assert "PASSIVE earn_the_spread -> AGGRESSIVE imbalance" in shown and "\n  before {" not in shown
    assert "\n  before {" in run("lab", tape, *ORDER, "--set", "routing.aggressive_obi=0.2", "--traces").stdout


def slow_fills(decisions, every, within):
    """How many of the decisions that rest are followed to their end, and filled behind either queue."""
    book, due, next_step, working = Book(), iter(decisions), None, []
    followed, filled = set(), [set(), set()]
    for time, data in messages(tape):
        for number, ends, orders in [entry for entry in working if time >= entry[1]]:
            followed.add(number)
        working = [entry for entry in working if time < entry[1]]
        step = time // every
        if next_step is None or step >= next_step:
            if next_step is not None and book.last is not None:
                decision = next(due)
                if decision["action"] == "PASSIVE":
                    buy, price = decision["side"] == "buy", float(decision["limit_price"])
                    queue = book.sides[0 if buy else 1].get(price, 0.0)
                    orders = [Resting(buy, price, float(decision["size"]), queue, proportional) for proportional in (False, True)]
                    working.append((decisions.index(decision), time + within, orders))
            next_step = step + 1
        book.apply(data)
        for number, _, orders in working:
            for model, order in enumerate(orders):
                order.hear(data, book)
                if order.left < 1e-9:
                    filled[model].add(number)
            if all(order.left < 1e-9 for order in orders):
                followed.add(number)
    return len(followed), len(filled[0] & followed), len(filled[1] & followed)


def check_fills():
    """What rests on paper, against a slow reading; at every step of the curve as side by side."""
    told = lab("--set", "routing.aggressive_obi=0.2", "--fills", "--fill-within", "2s")
    assert told["inputs"]["fill_within"] == "2s" and "fills" not in lab("--set", "routing.aggressive_obi=0.2")["before"]
    for side, more in (("before", ()), ("after", ("--set", "routing.aggressive_obi=0.2"))):
        fills = told[side]["fills"]
        expected = slow_fills(decided(*more), 250_000_000, 2_000_000_000)
        assert (fills["followed"], fills["pessimistic"], fills["optimistic"]) == expected, (side, fills, expected)
        assert 0 < fills["pessimistic"] <= fills["optimistic"] < fills["followed"] <= told[side]["counts"]["PASSIVE"], fills
        assert math.isclose(fills["pessimistic_rate"], fills["pessimistic"] / fills["followed"])
    curve = lab("--curve", "routing.aggressive_obi", "--fills", "--fill-within", "2s", "--csv", "filled.csv", "--svg", "curve.svg")
    for value, side in ((0.55, "before"), (0.2, "after")):
        assert step_at(curve["steps"], value)["fills"] == told[side]["fills"], side
    rows = (folder / "filled.csv").read_text().splitlines()
    assert ",followed,filled_pessimistic,filled_optimistic,expected_cost" in rows[0] and len(rows) == 1 + len(curve["steps"])
    assert lab("--set", "routing.aggressive_obi=0.2", "--fills")["inputs"]["fill_within"] == "30s"
    shown = run("lab", tape, *ORDER, "--set", "routing.aggressive_obi=0.2", "--fills", "--fill-within", "2s").stdout
    rate = told["before"]["fills"]["pessimistic_rate"] * 100
    assert f"that rest {rate:.1f} % are filled behind the whole queue" in shown, shown


def check_picture():
    """Lines of the picture are steps of the curve."""
    curve = lab("--curve", "routing.aggressive_obi", "--svg", "curve.svg")
    picture = xml.etree.ElementTree.parse(folder / "curve.svg").getroot()
    name = "{http://www.w3.org/2000/svg}"
    lines = [[tuple(map(float, point.split(","))) for point in line.get("points").split()] for line in picture.iter(name + "polyline")]
    assert len(lines) == 4 and all(len(line) == 2 * len(curve["steps"]) for line in lines)
    taking = [step["counts"]["AGGRESSIVE"] for step in curve["steps"]]
    heights = [y for _, y in lines[0][::2]]
    scale = (heights[-1] - heights[0]) / (taking[-1] - taking[0])
    assert all(abs(heights[0] + scale * (count - taking[0]) - height) < 0.21 for count, height in zip(taking, heights))
    texts = " ".join(text.text for text in picture.iter(name + "text"))
    assert "routing.aggressive_obi = 0.55 now" in texts and "AGGRESSIVE" in texts and "expected cost" in texts
    written = (folder / "curve.svg").read_bytes()
    lab("--curve", "routing.aggressive_obi", "--svg", "curve.svg")
    assert (folder / "curve.svg").read_bytes() == written


def check_rupiahs():
    """Costs of more than nine thousand million quote units are counted, not wrapped."""
    rupiahs = folder / "binance-futures_btcusdt_20240809"
    lines = ['1723161256000000000 {"lastUpdateId":9,"E":1,"T":1,"bids":[["1600000000.0","90000.125"],["1599000000.0","0.001"]],"asks":[["1601000000.0","90000.125"]]}']
    for n in range(1, 60):
        time = 1723161256000 + 100 * n
        lines.append(f'{time}000000 {{"stream":"x@depth@100ms","data":{{"e":"depthUpdate","E":{time},"T":{time},"s":"BTCUSDT","U":{10 * n},'
                     f'"u":{10 * n + 9},"pu":{10 * n - 1},"b":[["1600000000.0","{90000 + n % 3}.125"]],"a":[["1601000000.0","90000.125"]]}}}}')
    rupiahs.write_text("\n".join(lines) + "\n")
    order = ["--side", "buy", "--notional", "2e13", "--every", "1s"]
    answer = run("lab", rupiahs, *order, "--set", "routing.aggressive_obi=0", "--set", "routing.min_liquidity_ratio=0", "--json")
    assert answer.returncode == 0, answer.stderr
    side = json.loads(answer.stdout)["after"]
    sent = side["counts"]["AGGRESSIVE"] + side["counts"]["PASSIVE"]
    coins, mid = 2e13 / 1600500000, 1600500000
    resting = coins * (1600000000 - mid) + coins * 1600000000 * 2e-4
    taking = coins * (1601000000 - mid) + coins * 1601000000 * 5e-4
    assert sent > 0 and side["unpriced"] == 0
    expected = side["counts"]["AGGRESSIVE"] * taking + side["counts"]["PASSIVE"] * resting
    assert side["expected_cost"] > 9.3e9 * sent and math.isclose(side["expected_cost"], expected, rel_tol=1e-3), (side, expected)


def check_map():
    told = lab("--map", "routing.aggressive_obi,routing.max_impact_cost")
    first, second = told["axes"]
    assert told["keys"] == [first["key"], second["key"]] and len(told["rows"]) == len(first["steps"])
    for row in told["rows"]:
        assert sum(run[0] for run in row) == len(second["steps"])
        assert all(sum(run[1:4]) == told["decisions"] for run in row)

    def cell(x, y):
        row = next(row for row, step in zip(told["rows"], first["steps"]) if holds(step, x))
        place = next(i for i, step in enumerate(second["steps"]) if holds(step, y))
        for steps, *cell_counts, _cost in row:
            if place < steps:
                return dict(zip(("AGGRESSIVE", "PASSIVE", "ABORT"), cell_counts))
            place -= steps
        raise AssertionError((x, y))

    for x, y in ((0.55, 0.0015), (0.2, second["steps"][-2]["from"]), (first["steps"][3]["from"], 0)):
        replay = decided("--set", f"routing.aggressive_obi={x!r}", "--set", f"routing.max_impact_cost={y!r}")
        assert cell(x, y) == counts(replay), (x, y)


def check_cancels():
    order = ["--side", "buy", "--notional", "500", "--every", "500ms", "--horizon", "20s"]
    told = lab("--cancel", "--set", "guard.max_spread_bps=0.04", "--set", "guard.max_order_age_seconds=3", order=order)
    assert told["orders"] > 20 and told["before"]["cancelled"] == 0 and told["inputs"]["changed"] == {
        "guard.max_spread_bps": "0.04", "guard.max_order_age_seconds": "3"}
    after = told["after"]
    assert after["cancelled"] == len(after["cancels"]) > 0
    assert after["would_have_filled"] == sum(cancel["would_have_filled"] is True for cancel in after["cancels"])
    for horizon in ("1s", "5s", "30s"):
        saved = [cancel["saved"][horizon] for cancel in after["cancels"] if cancel["saved"][horizon] is not None]
        assert after["saved"][horizon]["cancels"] == len(saved)
        assert math.isclose(after["saved"][horizon]["sum"], sum(saved), abs_tol=1e-9)
    for cancel in after["cancels"]:
        aged = cancel["why"] == "too old"
        assert aged or cancel["why"].startswith("spread "), cancel
        assert not aged or cancel["cancelled"] - cancel["sent"] > 3e9
    shown = run("lab", tape, *order, "--cancel", "--set", "guard.max_spread_bps=0.04").stdout
    assert f"{told['orders']} orders at the touch" in shown and "saved by the mid 30s after the fill" in shown
    # What still rests when the recording ends is neither filled nor not.
    resting = told["resting_at_the_end"]
    assert resting > 0 and f"of {resting} it is unknown: they rest when the recording ends" in shown, shown
    last = max(time for time, _ in messages(tape))
    unknown = [cancel for cancel in after["cancels"] if cancel["would_have_filled"] is None]
    assert after["unknown"] == len(unknown) > 0
    for cancel in after["cancels"]:
        if cancel["would_have_filled"] is not True:
            assert (cancel["would_have_filled"] is None) == (cancel["sent"] + 20e9 > last), cancel
    assert all(cancel["saved"]["1s"] is None for cancel in unknown)


def check_inputs(curve):
    """Every result names its inputs, and the same inputs give the same bytes, from a tape that is kept or made anew."""
    inputs = curve["inputs"]
    assert inputs["recordings"] == [{"file": tape.name, "sha256": hashlib.sha256(tape.read_bytes()).hexdigest()}]
    version = run("--version").stdout.split()[1]
    assert inputs["version"] == version and inputs["settings"] == {} and inputs["changed"] == {}
    command = ["lab", tape, *ORDER, "--curve", "routing.aggressive_obi", "--json"]
    first = run(*command).stdout
    assert run(*command).stdout == first
    kept.unlink()
    assert run(*command).stdout == first
    written = kept.read_bytes()
    kept.unlink()
    assert run(*command).stdout == first and kept.read_bytes() == written
    assert run(*command, "--csv", "steps.csv").stdout == first
    rows = (folder / "steps.csv").read_text().splitlines()
    assert rows[0].startswith("from,to,includes_from,includes_to,AGGRESSIVE,PASSIVE,ABORT,expected_cost")
    assert len(rows) == 1 + len(curve["steps"])
    for form in (["--set", "routing.aggressive_obi=0.2"], ["--map", "routing.aggressive_obi,routing.max_impact_cost"],
                 ["--cancel", "--set", "guard.max_spread_bps=0.04"]):
        answers = [run("lab", tape, *ORDER, *form, "--json") for _ in range(2)]
        assert answers[0].stdout == answers[1].stdout and json.loads(answers[0].stdout)["inputs"]["recordings"] == inputs["recordings"]
    (folder / "other.toml").write_text("[routing]\nwide_spread_pct = 0.002\n")
    other = lab("--settings", "other.toml", "--set", "routing.aggressive_obi=0.3")
    assert other["inputs"]["settings"] == {"routing.wide_spread_pct": "0.002"}
    assert other["inputs"]["changed"] == {"routing.aggressive_obi": "0.3"}


def check_prepare():
    kept.unlink()
    answer = run("lab", "prepare", tape, "--every", "250ms", "--notional", "20000")
    assert answer.returncode == 0 and kept.name in answer.stdout and answer.stderr == "", answer
    made = kept.stat().st_mtime_ns
    lab("--curve", "routing.aggressive_obi")
    assert kept.stat().st_mtime_ns == made, "it served"
    # A larger order needs more of the books.
    lab("--curve", "routing.aggressive_obi", order=["--side", "buy", "--notional", "900000", "--every", "250ms"])
    assert kept.stat().st_mtime_ns != made
    # Damaged, or of another recording: made anew.
    kept.write_bytes(kept.read_bytes()[:-9])
    before = lab("--curve", "routing.aggressive_obi")
    lines = tape.read_text().splitlines(keepends=True)
    tape.write_text("".join(lines[:3000]))
    after = lab("--curve", "routing.aggressive_obi")
    assert after["decisions"] < before["decisions"]
    tape.write_text("".join(lines))
    answer = run("lab", "prepare", tape, "--every", "250ms", "--out", "elsewhere")
    assert answer.returncode == 0 and (folder / "elsewhere").exists()
    lab("--curve", "routing.aggressive_obi", "--decisions", "elsewhere")
    # Where it cannot be kept, the lab works without, and says so.
    answer = run("lab", tape, *ORDER, "--curve", "routing.aggressive_obi", "--json", "--decisions", "nowhere/tape.decisions")
    assert answer.returncode == 0 and json.loads(answer.stdout)["decisions"] == before["decisions"]
    assert answer.stderr.count("\n") == 1 and "nowhere/tape.decisions: cannot be written" in answer.stderr, answer.stderr
    answer = run("lab", "prepare", tape, "--every", "250ms", "--out", "nowhere/tape.decisions")
    assert answer.returncode == 1 and "cannot be written" in answer.stderr, answer
    # Two labs at once, and whoever left a link under the name that was used once: none writes into another's file.
    kept.unlink()
    (folder / (kept.name + ".part")).symlink_to(folder / "precious")
    both = [subprocess.Popen([program, "lab", "prepare", str(tape), "--every", "250ms"], stdout=subprocess.DEVNULL, env=environment)
            for _ in range(4)]
    assert [one.wait() for one in both] == [0] * 4 and not (folder / "precious").exists()
    assert [path.name for path in folder.glob("*.part")] == [kept.name + ".part"]
    lab("--curve", "routing.aggressive_obi")
    # A book that was lost is told each time.
    broken = folder / "binance-futures_ethusdt_20240807"
    broken.write_text("".join(lines[:3000] + lines[3200:]))
    answer = run("lab", "prepare", broken, "--every", "250ms", "--out", "broken")
    assert answer.returncode == 1 and "is not kept" in answer.stderr and not (folder / "broken").exists(), answer
    # What is measured is the tape's: with other features it must be made for them.
    words = "features.depth_levels changes what is measured; make the tape anew with `leadline lab prepare --set features.depth_levels=3`"
    deeper = [tape, *ORDER, "--curve", "routing.min_liquidity_ratio", "--set", "features.depth_levels=3", "--decisions", "shallow"]
    refused(words, "lab", *deeper)
    assert run("lab", "prepare", tape, "--every", "250ms", "--out", "shallow", "--set", "features.depth_levels=3").returncode == 0
    answer = run("lab", *deeper, "--json")
    assert answer.returncode == 0, answer.stderr
    steps = json.loads(answer.stdout)["steps"]
    replay = decided("--set", "features.depth_levels=3")
    assert step_at(steps, 0.2)["counts"] == counts(replay)


def check_refusals():
    ordered = ["lab", tape, *ORDER]
    refused("no such setting", *ordered, "--curve", "routing.nothing")
    refused("no value that a decision compares with", *ordered, "--curve", "routing.low_liquidity_factor")
    refused("--signal", *ordered, "--curve", "signal.strong")
    refused("with a signal", *ordered, "--signal", "0.5", "--curve", "routing.aggressive_obi")
    refused("two thresholds", *ordered, "--map", "routing.aggressive_obi")
    refused("bounds the other", *ordered, "--signal", "0.5", "--map", "signal.weak,signal.medium")
    refused("more than 250000 cells", "lab", shutil.copy(recording, folder), *ORDER, "--map",
            "routing.aggressive_obi,routing.max_impact_cost")
    refused("unknown setting", *ordered, "--set", "routing.nothing=1")
    refused("must be a number from 0 to 1", *ordered, "--set", "routing.aggressive_obi=2")
    refused("nothing to compare", *ordered)
    refused("nothing to compare", *ordered, "--set", "window.palette=dark")
    refused("--side", "lab", tape, "--curve", "routing.aggressive_obi")
    refused("--every", "lab", tape, "--side", "buy", "--every", "soon", "--curve", "routing.aggressive_obi")
    refused("--notional", "lab", tape, "--side", "buy", "--notional", "0", "--curve", "routing.aggressive_obi")
    refused("at most 1,000,000,000,000,000", "lab", tape, "--side", "buy", "--notional", "1e16", "--curve", "routing.aggressive_obi")
    refused("a century at most", *ordered, "--cancel", "--set", "guard.max_spread_bps=5", "--horizon", "1e9h")
    refused("a century at most", "lab", tape, "--side", "buy", "--every", "1e9h", "--curve", "routing.aggressive_obi")
    refused("--fills is of --set and --curve", *ordered, "--cancel", "--set", "guard.max_spread_bps=5", "--fills")
    refused("--fill-within is of --fills", *ordered, "--curve", "routing.aggressive_obi", "--fill-within", "5s")
    refused("--fill-within 1e9h", *ordered, "--curve", "routing.aggressive_obi", "--fills", "--fill-within", "1e9h")
    refused("--svg is of --curve", *ordered, "--set", "routing.aggressive_obi=0.2", "--svg", "curve.svg")
    refused("cannot be read", "lab", "nothing.gz", *ORDER, "--curve", "routing.aggressive_obi")
    refused("left alone", *ordered, "--curve", "routing.aggressive_obi", "--decisions", tape)
    refused("left alone", "lab", "prepare", tape, "--out", tape)
    refused("shorter than --every", "lab", tape, "--side", "buy", "--every", "1h", "--curve", "routing.aggressive_obi")
    refused("--side is not of it", "lab", "prepare", tape, "--side", "buy")
    refused("one of --curve, --map and --cancel", *ordered, "--cancel", "--curve", "routing.aggressive_obi")
    refused("--horizon", *ordered, "--cancel", "--set", "guard.max_spread_bps=5", "--horizon", "long")
    refused("--horizon is of --cancel", *ordered, "--horizon", "5s")
    refused("nothing to compare", *ordered, "--cancel")
    refused("--cancel looks at orders that rest", *ordered, "--cancel", "--signal", "0.9")
    refused("--traces is of --set", *ordered, "--curve", "routing.aggressive_obi", "--traces")
    refused("a recording is needed", "lab", "--side", "buy", "--curve", "routing.aggressive_obi")


def check_document():
    """Every command that the document shows says what it shows; a line of dots stands for what was left out."""
    text = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")
    blocks = re.findall(r"^```text\n\$ leadline (.*?)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5, "the document shows commands"
    shutil.copy(recording, folder)
    (folder / "grid.json").write_text(re.search(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1])
    for command, shown in blocks:
        answer = run(*shlex.split(command))
        # The file of decisions and the digest of the recording are told as they are; only lines are compared.
        rest = (answer.stdout + answer.stderr).splitlines()
        for line in shown.splitlines():
            if line == "…":
                continue
            assert line in rest, (command, line, rest[:40])
            rest = rest[rest.index(line) + 1:]


curve = check_curve()
check_signal_curve()
check_comparison()
check_fills()
check_rupiahs()
check_picture()
check_map()
check_cancels()
check_inputs(curve)
check_prepare()
check_refusals()
check_document()
print("lab: curve, map and comparison are what decide says")

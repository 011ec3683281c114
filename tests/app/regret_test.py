#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`leadline regret`: own orders of a journal against other ways on a recording, compared with a slow reading of it.

usage: regret_test.py LEADLINE SHARED"""
import calendar
import csv
import gzip
import itertools
import json
import math
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from slow_market import Book, Resting, messages

leadline, shared = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
recording = shared / "data/tapes/binance-futures_ethusdt_20240808.gz"
if not recording.exists():
    print(f"SKIPPED: regret_test.py needs the recording {recording.name}")
    sys.exit(77)
folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-regret-"))
environment = {name: value for name, value in os.environ.items() if "__" not in name and not name.startswith("LEADLINE_")}
environment.update(HOME=str(folder), XDG_CONFIG_HOME=str(folder / "config"), XDG_DATA_HOME=str(folder / "data"))
tape = folder / "binance-futures_ethusdt_20240808"
journal = folder / "journal.sqlite"
LINES, WITHIN = 20000, 2  # seconds
TAKER = Resting.TAKER
SECOND = 1_000_000_000


def run(*arguments):
    return subprocess.run([leadline, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment, cwd=folder)


def quiet_moments(count):
    """Moments that lie between two messages by every stamp they have, once there is a book and time enough is left."""
    stamps = []
    for line in tape.read_text().splitlines():
        data = json.loads(line.split(" ", 1)[1])
        data = data.get("data", data)
        stamps.append((min(data["E"], data["T"]), max(data["E"], data["T"]), "lastUpdateId" in data))
    begins = next(i for i, stamp in enumerate(stamps) if stamp[2])
    latest = list(itertools.accumulate((stamp[1] for stamp in stamps), max))
    earliest = list(itertools.accumulate((stamp[0] for stamp in reversed(stamps)), min))[::-1]
    found = [latest[i] * 1_000_000 + 5_000_000 for i in range(begins + 200, len(stamps) - 1)
             if earliest[i + 1] - latest[i] >= 12 and latest[i] + WITHIN * 1000 < latest[-1]]
    return sorted(random.Random(5).sample(found, count))


def slow_costs(order):
    """bps of taking at once, of resting behind the whole queue, and behind a queue from which cancels go in proportion."""
    buy, size, decided = order["side"] == "buy", order["size"], order["decided"]
    book, resting, mid, market = Book(), None, None, None
    for now, data in messages(tape):
        if resting is None and now > decided:
            mid = book.mid()
            value, left = book.take(buy, size)
            assert left < 1e-9
            market = cost(buy, size, value, value * TAKER * 1e-4, mid)
            price = book.touch()[0 if buy else 1]
            queue = book.sides[0 if buy else 1][price]
            resting = [Resting(buy, price, size, queue, proportional) for proportional in (False, True)]
        if resting is not None and now >= decided + WITHIN * SECOND:
            for one in resting:
                one.rest_at_market(book)
            break
        book.apply(data)
        for one in resting or ():
            one.hear(data, book)
    return mid, market, *(cost(buy, size, one.value, one.fees, mid) for one in resting), resting


def cost(buy, size, value, fees, mid):
    return ((value - size * mid if buy else size * mid - value) + fees) / (size * mid) * 1e4


def write_journal(orders):
    """The program's own tables, which a day of practice makes; the orders in it are these."""
    answer = run("practice", "--journal", f"sqlite:{journal}", "--days", "1")
    assert answer.returncode == 0, answer.stderr
    practised = run("regret", "--journal", f"sqlite:{journal}", "--tape", tape, "--json")
    assert practised.returncode == 0, practised.stderr
    told = json.loads(practised.stdout)
    database = sqlite3.connect(journal)
    own = database.execute("SELECT count(*) FROM parents WHERE is_over = 1 AND origin <> 'paper'").fetchone()[0]
    assert told["orders"] == told["without_recording"] == own > 0 and told["rows"] == [], "of another time"
    for table in ("parents", "decisions"):
        database.execute(f"DELETE FROM {table}")
    for order in orders:
        row = {"client_id": order["id"], "workstation": "desk", "environment": "live", "venue": order["venue"], "symbol": "ETHUSDT",
               "side": order["side"], "strategy": "aggressive", "decided_ns": order["decided"], "arrival_mid": order["value"] / order["size"],
               "size": f"{order['size']:.3f}", "filled": f"{order['size'] if order['filled'] else 0:.3f}",
               "filled_value": order["value"] * order["filled"], "maker_value": 0, "fees": order["fees"] * order["filled"],
               "first_fill_ns": order["decided"], "is_over": order["over"], "origin": order["origin"]}
        insert(database, "parents", row)
        insert(database, "decisions", {
            "decision": "D" + order["id"], "workstation": "desk", "environment": "live", "venue": order["venue"], "symbol": "ETHUSDT",
            "decided_ns": order["decided"], "side": order["side"], "asked": row["size"], "policy": "signal", "style": "", "action": "PASSIVE",
            "reason": "", "client_id": order["id"], "not_sent": "", "orders": 1, "price": "0", "size": row["size"],
            "signal_strength": order["signal"], "signal_source": "", "signal_id": "", "book_ns": 0, "features": "", "rules": ""})
    database.commit()
    database.close()


def insert(database, table, row):
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def make_orders():
    """Every second one a purchase, small and large, half of them with a signal; and some that are no part of the book."""
    chance, orders = random.Random(9), []
    for i, decided in enumerate(quiet_moments(16)):
        size, price = round(chance.choice((0.5, 20, 60)), 3), 2680 + chance.random() * 8
        orders.append({"id": f"LL{i:03}", "venue": "binance-futures", "side": "buy" if i % 2 == 0 else "sell", "size": size,
                       "decided": decided, "value": size * price, "fees": size * price * 3e-4, "filled": 1, "over": 1, "origin": "user",
                       "signal": 0.9 if i % 4 < 2 else None})
    usual = orders[0]
    strange = [dict(usual, id="X1", decided=usual["decided"] - 86_400 * SECOND), dict(usual, id="X2", venue="kraken"),
               dict(usual, id="X3", filled=0), dict(usual, id="X4", over=0), dict(usual, id="X5", origin="paper")]
    return orders, strange


def check_against_slow_reading(orders, told):
    each = {one["order"]: one for one in told["each"]}
    rested = late = differ = 0
    for order in orders:
        mid, market, pessimistic, optimistic, resting = slow_costs(order)
        one = each[order["id"]]
        assert one["recorded"] and math.isclose(one["mid"], mid, rel_tol=1e-12), (one, mid)
        ways = {way["name"]: way for way in one["alternatives"]}
        paid = cost(order["side"] == "buy", order["size"], order["value"], order["fees"], mid)
        assert math.isclose(one["paid_bps"], paid, abs_tol=1e-6), (one["paid_bps"], paid)
        for bound in ("pessimistic", "optimistic"):
            assert math.isclose(ways["market"][bound]["cost_bps"], market, abs_tol=1e-6), (order, ways["market"], market)
        for bound, expected, own in (("pessimistic", pessimistic, resting[0]), ("optimistic", optimistic, resting[1])):
            seen = ways["passive"][bound]
            # In proportion, less than a lot may be left over, which no market order takes.
            lot = 0 if bound == "pessimistic" else 0.001
            assert math.isclose(seen["cost_bps"], expected, abs_tol=1e-5 + lot / 10), (order, bound, seen, expected)
            assert math.isclose(float(seen["late"]), own.late, abs_tol=1e-6 + lot), (order, bound, seen, own.late)
        rested += resting[0].late < order["size"]
        late += resting[0].late > 0
        differ += abs(pessimistic - optimistic) > 1e-3
        assert ("signal" in ways) == (order["signal"] is not None), ways.keys()
        assert "split" not in ways and not any(name.startswith("venue ") for name in ways), "one venue alone is no choice"
        decided = ways["microstructure"]
        assert decided["reason"], decided
        if decided["reason"] == "earn_the_spread" and decided["size"] == ways["passive"]["size"]:
            assert decided["pessimistic"] == ways["passive"]["pessimistic"], "the same order"
    assert rested > 0 and late > 0 and differ > 0, (rested, late, differ)


def check_rows(told):
    """Means of the rows from the orders; intervals hold them."""
    each = [one for one in told["each"] if one["recorded"] and one["paid_bps"] is not None]
    assert told["resamples"] == 2000 and told["confidence"] == 0.95
    keys = [(row["by"], row["key"]) for row in told["rows"]]
    assert set(keys) >= {("all", "all"), ("symbol", "ETHUSDT"), ("venue", "binance-futures"), ("window", "day")}, keys
    assert ("window", "asia") not in keys, "nothing was decided then"
    for row in told["rows"]:
        ways = [(one["paid_bps"], way) for one in each for way in one["alternatives"] if way["name"] == row["alternative"]]
        known = [(paid, way) for paid, way in ways if way["pessimistic"]["cost_bps"] is not None and way["optimistic"]["cost_bps"] is not None]
        assert row["orders"] == len(known) and row["unknown"] == len(ways) - len(known), row
        for bound in ("pessimistic", "optimistic") if known else ():
            costs = [way[bound]["cost_bps"] for _, way in known]
            regret = row[f"{bound}_regret_bps"]
            assert math.isclose(row[f"{bound}_bps"], sum(costs) / len(costs), abs_tol=1e-9)
            assert math.isclose(regret["mean"], sum(paid - way[bound]["cost_bps"] for paid, way in known) / len(known), abs_tol=1e-9)
            assert len(known) < 2 or regret["low"] < regret["mean"] < regret["high"], regret


def check_two_venues():
    """Each venue alone costs what its book says, and the division no more than the best of them."""
    tapes, fees = folder / "embedded", {"kraken": 20, "coinbase": 12}
    answer = run("record", "--embedded", "--symbol", "ETH/USDT", "--venues", "kraken,coinbase", "--out", tapes, "--for", "8s", "--speed", "4")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(run("tape", "info", tapes, "--json").stdout)
    first = max(nanoseconds(one["first"]) for one in told)
    last = min(nanoseconds(one["last"]) for one in told)
    database = sqlite3.connect(journal)
    moments = [first + (last - first) * share // 10 for share in (3, 4, 5, 6, 7)]
    for i, decided in enumerate(moments):
        insert(database, "parents", {
            "client_id": f"E{i}", "workstation": "desk", "environment": "embedded", "venue": "kraken", "symbol": "ETH/USDT",
            "side": ("buy", "sell")[i % 2], "strategy": "passive", "decided_ns": decided, "arrival_mid": 2680, "size": "25.5", "filled": "25.5",
            "filled_value": 25.5 * 2680, "maker_value": 0, "fees": 0, "first_fill_ns": decided, "is_over": 1, "origin": "user"})
    database.commit()
    database.close()
    settings = [word for venue, fee in fees.items() for word in ("--set", f"{venue}.taker_fee_bps={fee}")]
    answer = run("regret", "--journal", f"sqlite:{journal}", "--environment", "embedded", "--tape", tapes, "--within", "2s", *settings, "--json")
    assert answer.returncode == 0, answer.stderr
    each = [one for one in json.loads(answer.stdout)["each"] if one["recorded"]]
    divided = 0
    assert len(each) >= 4, answer.stdout[:500]
    for one in each:
        ways = {way["name"]: way for way in one["alternatives"]}
        book = json.loads(run("book", tapes, "--at", one["timestamp"], "--levels", "1000", "--json").stdout)
        sides = {market["venue"]: (market["bids"], market["asks"]) for market in book["markets"]}
        bid, ask = max(float(bids[0][0]) for bids, _ in sides.values()), min(float(asks[0][0]) for _, asks in sides.values())
        assert math.isclose(one["mid"], (bid + ask) / 2, rel_tol=1e-12), (one["mid"], bid, ask)
        buy, costs = one["side"] == "buy", {}
        for venue, levels in sides.items():
            left, value = 25.5, 0.0
            for price, size in levels[1 if buy else 0]:
                part = min(left, float(size))
                left, value = left - part, value + part * float(price)
            costs[venue] = cost(buy, 25.5, value, value * fees[venue] * 1e-4, one["mid"])
            seen = ways[f"venue {venue}"]
            assert seen["pessimistic"] == seen["optimistic"] and math.isclose(seen["pessimistic"]["cost_bps"], costs[venue], abs_tol=1e-5), (
                seen, costs)
        assert math.isclose(ways["market"]["pessimistic"]["cost_bps"], costs["kraken"], abs_tol=1e-5)
        split = ways["split"]
        if split["sent"]:
            divided += 1
            assert split["pessimistic"]["cost_bps"] <= min(costs.values()) + 0.2, (split, costs)
    assert divided > 0


def nanoseconds(text):
    """Of "2026-12-01T03:17:31.421534907Z"."""
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) * SECOND + int(text[20:29])


def check_text_and_table(told):
    command = ["regret", "--journal", f"sqlite:{journal}", "--tape", tape, "--within", f"{WITHIN}s"]
    shown = run(*command, "--csv", "regret.csv")
    assert shown.returncode == 0, shown.stderr
    first = shown.stdout.splitlines()[0]
    assert first == f"{told['orders']} own orders: 2 without a recording of their moment, 1 of which nothing was filled", first
    assert any(line.startswith("all ") and " market " in line for line in shown.stdout.splitlines()), shown.stdout
    with open(folder / "regret.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(one["alternatives"]) for one in told["each"])
    one = next(one for one in told["each"] if one["alternatives"])
    assert rows[0]["order"] == one["order"] and float(rows[0]["pessimistic_bps"]) == one["alternatives"][0]["pessimistic"]["cost_bps"]
    again = run(*command, "--json")
    assert json.loads(again.stdout) == told and again.stdout == run(*command, "--json").stdout, "the same bytes"
    assert run(*command, "--json", "--seed", "2").stdout != again.stdout


def refused(words, *arguments):
    answer = run("regret", *arguments)
    lines = answer.stderr.splitlines()
    assert answer.returncode == 2 and answer.stdout == "" and len(lines) == 1 and words in lines[0], (words, answer)


with gzip.open(recording, "rt") as whole:
    tape.write_text("".join(itertools.islice(whole, LINES)))
orders, strange = make_orders()
write_journal(orders + strange)
answer = run("regret", "--journal", f"sqlite:{journal}", "--tape", folder, "--within", f"{WITHIN}s", "--json")
assert answer.returncode == 0 and answer.stderr == "leadline: 1 orders are not over, and left out\n", answer.stderr
told = json.loads(answer.stdout)
assert told["orders"] == len(orders) + 3 and told["without_recording"] == 2 and told["without_fill"] == 1, told["orders"]
assert told["inputs"]["recordings"][0]["file"] == tape.name and told["inputs"]["within"] == f"{WITHIN}s"
check_against_slow_reading(orders, told)
check_rows(told)
check_text_and_table(told)
check_two_venues()
ordered = ["--journal", f"sqlite:{journal}", "--tape", tape]
some = run("regret", *ordered, "--from", orders[3]["decided"], "--to", orders[7]["decided"], "--json")
assert [one["order"] for one in json.loads(some.stdout)["each"]] == [order["id"] for order in orders[3:7]], some
refused("nothing was ever written there", "--journal", "sqlite:none.sqlite", "--tape", tape)
refused("--from soon", *ordered, "--from", "soon")
refused("--within never", *ordered, "--within", "never")
refused("no order of that time is over", *ordered, "--from", "2030-01-01T00:00:00Z")
shutil.rmtree(folder)
print(f"regret: {len(orders)} orders cost what a slow reading says")

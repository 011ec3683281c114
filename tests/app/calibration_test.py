#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`leadline calibration` and `leadline validate --journal` against NumPy, on records of its own. Usage: calibration_test.py LEADLINE"""
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

try:
    import numpy
except ImportError:
    print("SKIPPED: calibration_test.py needs python3-numpy")
    sys.exit(77)

NOW = 1_763_683_200_000_000_000  # 2025-11-21T00:00:00Z
DAY = 86_400_000_000_000
WINDOWS = {"asia": (2, 6), "europe": (8, 10), "us": (14, 16)}


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120)


def write(path, fills, latencies):
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE fills (workstation, environment, venue, symbol, time_ns, side, is_maker, price, coins, "
                     "notional, fee_quote, expected_fee_bps, client_id, execution)")
    database.execute("CREATE TABLE latencies (workstation, environment, venue, symbol, time_ns, kind, took_ns, client_id)")
    database.execute("CREATE TABLE parents (workstation, environment, venue, symbol, decided_ns, client_id, side, strategy, "
                     "arrival_mid, baseline_bps, size, filled, filled_value, maker_value, fees, first_fill_ns, mark_out_1, "
                     "mark_out_5, mark_out_30, is_over)")
    database.executemany(f"INSERT INTO fills VALUES ({','.join('?' * 14)})", fills)
    database.executemany(f"INSERT INTO latencies VALUES ({','.join('?' * 8)})", latencies)
    database.commit()
    database.close()


def hour(time):
    return time // 3_600_000_000_000 % 24


def check(row, fills, latencies):
    where = f"{row['venue']} {row['part']}"
    assert row["samples"] == len(fills), (where, row["samples"], len(fills))
    assert abs(row["confidence"] - min(1, len(fills) / 20)) < 1e-12, where
    for role, is_maker in (("maker", 1), ("taker", 0)):
        bps = [f[10] / f[9] * 1e4 for f in fills if f[6] == is_maker]
        got = row[role]
        assert got["samples"] == len(bps), (where, role)
        assert got["measured"] == (len(fills) >= 10 and len(bps) > 0), (where, role)
        if got["measured"]:
            assert abs(got["bps"] - numpy.median(bps)) < 1e-9, (where, role, got["bps"], numpy.median(bps))
    rebate = max(0, -row["maker"]["bps"])
    assert abs(row["maker_rebate_bps"] - rebate) < 1e-12, where
    for kind in ("acknowledged", "filled"):
        took = numpy.array([l[6] for l in latencies if l[5] == kind]) * 1e-6
        got = row[kind]
        assert got["samples"] == len(took), (where, kind, got["samples"], len(took))
        assert got["measured"] == (len(took) >= 10), (where, kind)
        if got["measured"]:
            for name, value in (("mean_ms", took.mean()), ("p50_ms", numpy.percentile(took, 50)),
                                ("p95_ms", numpy.percentile(took, 95)), ("p99_ms", numpy.percentile(took, 99)),
                                ("std_ms", took.std()), ("reliability", 1 / (1 + took.std() / took.mean()))):
                assert abs(got[name] - value) <= 1e-9 * max(1, abs(value)), (where, kind, name, got[name], value)


def resampled_mean(values, seed):
    """The bounds of a mean, by a bootstrap of our own: other draws, so nearly the same."""
    dice = numpy.random.default_rng(seed)
    means = numpy.array(values)[dice.integers(0, len(values), (4000, len(values)))].mean(axis=1)
    return numpy.percentile(means, (2.5, 97.5))


def validated_orders(folder):
    """`leadline validate --journal`: UTC windows crossed with strategies, counted and resampled here as well."""
    journal = pathlib.Path(folder) / "orders.sqlite"
    write(journal, [], [])
    parents = []
    for i in range(900):
        decided = NOW - draw.randrange(3 * DAY)
        strategy = draw.choice(["passive_maker", "aggressive", "asked_urgent_market"])
        buys, filled = draw.randrange(2) == 0, draw.choice([0, 0.25, 1])
        cost = draw.gauss(4 if strategy == "aggressive" else 2, 3)
        value = filled * 1000 * (1 + (cost / 1e4 if buys else -cost / 1e4))
        parents.append(("desk", "embedded" if i % 3 else "live", "kraken", "ETH/USD", decided, f"LL{i}",
                        "buy" if buys else "sell", strategy, 1000.0, 6.0, "1", str(filled), value, 0, 0.1 * filled,
                        decided + 10**9 if filled else 0, None, None, None, int(i % 50 != 0)))
    database = sqlite3.connect(journal)
    database.executemany(f"INSERT INTO parents VALUES ({','.join('?' * 20)})", parents)
    database.commit()
    for environment in (None, "live"):
        chosen = [p for p in parents if p[19] and environment in (None, p[1])]
        arguments = ["validate", "--journal", f"sqlite:{journal}", *(["--environment", environment] if environment else [])]
        answer = run(*arguments, "--json")
        assert answer.returncode == 0 and "not over" in answer.stderr, answer
        report = json.loads(answer.stdout)
        assert report["orders"] == len(chosen)
        windows = {"day": (0, 24), **WINDOWS}
        assert len(report["rows"]) == 4 * 4
        for row in report["rows"]:
            begins, ends = windows[row["window"]]
            members = [p for p in chosen if begins <= hour(p[4]) < ends and row["strategy"] in ("all", p[7])]
            where = (environment, row["window"], row["strategy"])
            assert row["orders"] == len(members) > 0, where
            costs = [((p[12] - 1000 * float(p[11])) * (1 if p[6] == "buy" else -1) + p[14]) / (1000 * float(p[11])) * 1e4
                     for p in members if float(p[11]) > 0]
            low, high = resampled_mean(costs, 1)
            got = row["cost_bps"]
            assert abs(got["value"] - numpy.mean(costs)) < 1e-9, (where, got, numpy.mean(costs))
            slack = 0.12 * (high - low) + 1e-9
            assert abs(got["low"] - low) < slack and abs(got["high"] - high) < slack, (where, got, low, high)
            assert abs(row["fill_rate"]["value"] - numpy.mean([float(p[11]) for p in members])) < 1e-9, where
        assert run(*arguments, "--json").stdout == answer.stdout, "the same journal gives the same bytes"
        table = run(*arguments).stdout
        assert f"{len(chosen)} orders of the journal" in table and "nan" not in table, table
    answer = run("validate", "--journal", f"sqlite:{folder}/none")
    assert answer.returncode == 2 and "nothing was ever written there" in answer.stderr, answer


program = sys.argv[1]
draw = random.Random(20251121)
fills, latencies = [], []
for i in range(10_000):
    time = NOW - draw.randrange(40 * DAY)
    if i < 4:  # the edges of the lookback: the oldest that counts, and the newest that does not
        time = NOW - 30 * DAY - (i % 2)
    venue = draw.choice(["kraken", "binance-futures"])
    symbol = draw.choice(["ETH/USD", "BTC/USD", "SOL/USD"])
    notional = draw.uniform(1, 1e6)
    maker = draw.randrange(3) == 0
    bps = draw.gauss(-1 if maker else 4, 0.5)
    fills.append(("desk", "embedded", venue, symbol, time, "buy", int(maker), "100", "1", notional, notional * bps / 1e4,
                  4.0, f"LL{i}", f"T{i}"))
    latencies.append(("desk", "embedded", venue, symbol, time, "filled" if i % 4 == 0 else "acknowledged",
                      3_600_000_000_000 if i == 77 else int(draw.lognormvariate(16, 1)), f"LL{i}"))
with tempfile.TemporaryDirectory() as folder:
    journal = pathlib.Path(folder) / "journal.sqlite"
    write(journal, fills, latencies)
    answer = run("calibration", "--journal", f"sqlite:{journal}", "--now", NOW, "--days", 30, "--json")
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    within = [f for f in fills if NOW - f[4] <= 30 * DAY]
    assert report["executions"] == len(within) < len(fills)
    parts = 0
    for row in report["venues"]:
        def belongs(record):
            part = row["part"]
            return (record[2] == row["venue"] and NOW - record[4] <= 30 * DAY
                    and (part == "all" or part == record[3]
                         or part in WINDOWS and WINDOWS[part][0] <= hour(record[4]) < WINDOWS[part][1]))
        check(row, [f for f in fills if belongs(f)], [l for l in latencies if belongs(l)])
        parts += 1
    assert parts == 2 * (1 + 3 + 3), parts

    # Bad input: one line that says what and where.
    for arguments, words in ((("--journal", "nonsense"), "sqlite:"), (("--journal", f"sqlite:{folder}/none"), "none"),
                             (("--journal", f"sqlite:{journal}", "--now", "soon"), "soon")):
        answer = run("calibration", *arguments)
        assert answer.returncode == 2 and words in answer.stderr and len(answer.stderr.splitlines()) == 1, answer
    # On a fresh machine there is nothing yet, and asking makes nothing.
    home = pathlib.Path(folder) / "home"
    home.mkdir()
    fresh = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
    ours = home / "data" / "leadline" / "journal.sqlite"
    for leaves_an_empty_file in (False, True):
        if leaves_an_empty_file:
            ours.parent.mkdir(parents=True)
            ours.touch()
        for arguments in (("calibration",), ("calibration", "--json")):
            answer = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, env=fresh)
            assert answer.returncode == 0 and "nothing to calibrate yet" in answer.stderr, answer
            assert "nan" not in answer.stdout and len(answer.stderr.splitlines()) == 1, answer
        assert ours.exists() == leaves_an_empty_file
    # Of a time without executions: no figure is a number that is none.
    answer = run("calibration", "--journal", f"sqlite:{journal}", "--now", "2020-01-01T00:00:00Z")
    assert answer.returncode == 0 and "nothing to calibrate yet" in answer.stderr and not answer.stdout, answer
    unfilled = pathlib.Path(folder) / "unfilled.sqlite"
    write(unfilled, [], [])
    database = sqlite3.connect(unfilled)
    database.execute(f"INSERT INTO parents VALUES ('desk', 'live', 'kraken', 'ETH/USD', {NOW - DAY}, 'LL1', 'buy', 'passive', "
                     "100, 1, '1', '0', 0, 0, 0, 0, NULL, NULL, NULL, 1)")
    database.commit()
    answer = run("calibration", "--journal", f"sqlite:{unfilled}", "--now", NOW)
    assert answer.returncode == 0 and "1 orders" in answer.stdout and "nan" not in answer.stdout, answer
    validated_orders(folder)
    # A day of practice: what the journal holds is what is counted, and what was recorded can be joined with bars.
    practised = pathlib.Path(folder) / "practice.sqlite"
    store = pathlib.Path(folder) / "store"
    answer = run("practice", "--journal", f"sqlite:{practised}", "--store", store, "--days", 1, "--seed", 3)
    assert answer.returncode == 0, answer.stderr
    report = json.loads(run("calibration", "--journal", f"sqlite:{practised}", "--now", "2026-10-02T00:00:00Z",
                            "--json").stdout)
    database = sqlite3.connect(practised)
    count, worth = database.execute("SELECT COUNT(*), SUM(notional) FROM fills").fetchone()
    parents = database.execute("SELECT COUNT(*) FROM parents WHERE is_over = 1").fetchone()[0]
    asked = database.execute("SELECT COUNT(*) FROM orders").fetchone()[0]
    assert report["executions"] == count > 10, (report["executions"], count)
    assert report["orders"] == parents <= asked, (report["orders"], parents, asked)
    everything = report["quality"][0]
    assert abs(everything["value"] - worth) < 1e-6 * worth, (everything["value"], worth)
    raw = pathlib.Path(folder) / "raw.parquet"
    answer = run("calibration", "--journal", f"sqlite:{practised}", "--now", "2026-10-02T00:00:00Z", "--export", raw)
    assert answer.returncode == 0 and "leadline:" not in answer.stderr, answer
    # Read back as a book of any kind: every execution is the newest at its own time.
    fills = database.execute("SELECT time_ns, symbol FROM fills").fetchall()
    asked = pathlib.Path(folder) / "asked.csv"
    asked.write_text("time,symbol\n" + "".join(f"{time},{symbol}\n" for time, symbol in fills))
    known = pathlib.Path(folder) / "known.csv"
    answer = run("merge", asked, "--book", raw, "--venue", "kraken", "--out", known)
    assert answer.returncode == 0, answer.stderr
    header = known.read_text().splitlines()[0]
    for name in ("book_timestamp", "role", "price", "fee_bps", "environment"):
        assert name in header, header
    assert "embedded" in known.read_text(), known.read_text()[:300]
    answer = run("calibration", "--journal", f"sqlite:{practised}", "--export", "/nowhere/raw.parquet")
    assert answer.returncode == 1 and "/nowhere/raw.parquet: cannot be written" in answer.stderr, answer
    for table in ("features", "decisions", "executions"):
        assert list(store.glob(f"{table}/venue=*/symbol=*/date=2026-10-01/*.parquet")), table
    assert not list(store.rglob("*.tmp"))
    times = [row[0] for row in database.execute("SELECT time_ns FROM fills WHERE venue = 'kraken' ORDER BY time_ns")]
    bars = pathlib.Path(folder) / "bars.csv"
    bars.write_text("timestamp,symbol\n" + "".join(f"{time},ETH/USDT\n" for time in times))
    joined = pathlib.Path(folder) / "joined.csv"
    answer = run("merge", bars, "--book", store / "features", "--venue", "kraken", "--tolerance", "60s", "--out", joined)
    assert answer.returncode == 0, answer.stderr
    lines = joined.read_text().splitlines()
    column = lines[0].split(",").index("book_timestamp")
    assert len(lines) == len(times) + 1
    for time, line in zip(times, lines[1:]):
        assert 0 <= time - int(line.split(",")[column]) <= 60_000_000_000, line
print("calibration_test: all figures equal NumPy's")

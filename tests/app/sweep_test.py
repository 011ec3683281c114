#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`leadline lab sweep`: the same bytes from one process, from several, from GNU parallel with a worker shot in the middle
and from Slurm; its rows are what `leadline lab --set` says.

usage: sweep_test.py LEADLINE LIBDUCKDB SHARED SOURCE_FOLDER"""
import collections
import gzip
import hashlib
import itertools
import json
import math
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import slurm
from duckdb_reader import DuckDb

leadline, library, shared, source = os.path.abspath(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
recording = shared / "data/tapes/binance-futures_ethusdt_20240808.gz"
if not recording.exists():
    print(f"SKIPPED: sweep_test.py needs the recording {recording.name}")
    sys.exit(77)
folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-sweep-"))
environment = {name: value for name, value in os.environ.items() if "__" not in name and not name.startswith("LEADLINE_")}
environment.update(HOME=str(folder), XDG_CONFIG_HOME=str(folder / "config"))
tapes, grid = folder / "the tapes", folder / "grid.json"
KEY, LIMIT = "routing.aggressive_obi", "routing.max_impact_cost"
GRID = {"side": ["sell", "buy"], KEY: [0.55, 0.4, 0.7], "notional": [10000, 250000],
        LIMIT: {"from": 0.0001, "to": 0.0015, "steps": 3}}


def make_tapes():
    """Four days: the recording cut in pieces, which begin anew with a snapshot of the first one's book."""
    tapes.mkdir()
    with gzip.open(recording, "rt") as whole:
        lines = list(itertools.islice(whole, 4000))
    for day, count in (("20240805", 1500), ("20240806", 2500), ("20240807", 2000), ("20240808", 4000)):
        (tapes / f"binance-futures_ethusdt_{day}").write_text("".join(lines[:count]))
    # Of a second venue of the same day and pair, and what is no recording.
    (tapes / "binance-futures_instruments_20240808").write_text("")
    (tapes / "notes.txt").write_text("not looked at")
    grid.write_text(json.dumps(GRID))


def run(*arguments, **more):
    return subprocess.run([leadline, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment,
                          cwd=folder, **more)


def sweep(out, *more):
    answer = run("lab", "sweep", tapes, "--grid", grid, "--out", folder / out, "--every", "250ms", *more)
    assert answer.returncode == 0 and answer.stderr == "", answer
    return answer.stdout


def tree(out):
    root = folder / out
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in root.rglob("*") if path.is_file()}


def check_same(out, first):
    assert tree(out) == first, (out, set(tree(out)) ^ set(first))


def check_one_and_many():
    told = sweep("one", "--jobs", "1")
    first = tree("one")
    parts = sorted(name for name in first if name.endswith(".parquet"))
    assert len(parts) == 4 and len(first) == 5 and "sweep.json" in first, first
    assert all(part.startswith(f"symbol=ETH%2FUSDT-PERP/date=2024-08-0{5 + i}/part-") for i, part in enumerate(parts)), parts
    assert told.splitlines() == [f"2024-08-0{day}/ETH/USDT-PERP: 36 points" for day in (5, 6, 7, 8)], told
    stamps = [path.stat().st_mtime_ns for path in sorted((folder / "one").rglob("*.parquet"))]
    assert "2024-08-05/ETH/USDT-PERP: is there, 36 points" in sweep("one")
    assert stamps == [path.stat().st_mtime_ns for path in sorted((folder / "one").rglob("*.parquet"))], "nothing is made twice"
    sweep("two", "--jobs", "2")
    check_same("two", first)
    # A grid that says the same in other words is the same sweep.
    grid.write_text(json.dumps({LIMIT: [0.0015, 0.0001, 0.0008], "notional": GRID["notional"], KEY: {"from": 0.4, "to": 0.7, "steps": 3},
                                "side": ["buy", "sell"]}).replace("[0.55", "[0.550"))
    assert ": is there" in sweep("one") and tree("one") == first
    grid.write_text(json.dumps(GRID))
    return first


def check_rows():
    """Read back by DuckDB, against `lab --set`."""
    rows = DuckDb(library).ask(f"SELECT * FROM read_parquet('{folder}/one/**/*.parquet', hive_partitioning = true)"
                               f' ORDER BY date, "{KEY}", "{LIMIT}", side, notional')
    assert len(rows) == 4 * 36
    assert collections.Counter(row["date"] for row in rows) == {f"2024-08-0{day}": 36 for day in (5, 6, 7, 8)}
    assert {row["symbol"] for row in rows} == {"ETH/USDT-PERP"}
    one = DuckDb(library).ask(f"SELECT * FROM '{sorted((folder / 'one').rglob('*.parquet'))[0]}'")
    keys = [(float(row[KEY]), float(row[LIMIT]), row["side"], float(row["notional"])) for row in one]
    assert keys == sorted(keys) and len(set(keys)) == 36, "rows are sorted"
    version = run("--version").stdout.split()[1]
    asked = 0
    for row in rows:
        value, limit = float(row[KEY]), float(row[LIMIT])
        if row["date"] not in ("2024-08-05", "2024-08-08") or (value, limit) not in ((0.4, 0.0001), (0.7, 0.0008)) \
                or row["side"] + row["notional"] not in ("buy10000.0", "sell250000.0"):
            continue
        asked += 1
        tape = tapes / f"binance-futures_ethusdt_{row['date'].replace('-', '')}"
        answer = run("lab", tape, "--side", row["side"], "--notional", row["notional"], "--every", "250ms", "--set", f"{KEY}={value}",
                     "--set", f"{LIMIT}={limit}", "--json", "--decisions", folder / "decisions")
        (folder / "decisions").unlink()
        told = json.loads(answer.stdout)
        counts = told["after"]["counts"]
        assert [int(row[name]) for name in ("decisions", "aggressive", "passive", "abort", "changed", "lost_books")] == [
            told["decisions"], counts["AGGRESSIVE"], counts["PASSIVE"], counts["ABORT"], told["changed"], 0], (row, told["after"])
        for name, figure in (("expected_cost", told["after"]["expected_cost"]), ("fees", told["after"]["fees"]),
                             ("difference", told["difference"]["mean"]), ("difference_low", told["difference"]["low"]),
                             ("difference_high", told["difference"]["high"])):
            assert math.isclose(float(row[name]), figure, rel_tol=1e-12, abs_tol=1e-12), (name, row, figure)
        assert row["tape"] == hashlib.sha256(tape.read_bytes()).hexdigest() and row["version"] == version
    assert asked == 8, asked
    assert any(int(row["changed"]) > 0 for row in rows) and any(int(row["abort"]) > 0 for row in rows)


def plan(out):
    lines = sweep(out, "--plan").splitlines()
    assert len(lines) == 4 and not (folder / out).exists(), "a plan makes nothing"
    for line, day in zip(lines, (5, 6, 7, 8)):
        words = shlex.split(line)
        assert words[0] == leadline and f"2024-08-0{day}/ETH/USDT-PERP" in words, words
    return lines


def leave_unfinished(out):
    """What a process that was shot leaves: a part and a manifest under another name, of a process that is gone."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    place = next((folder / out).rglob("date=*"))
    (place / f".part-0123456789abcdef.parquet.{os.uname().nodename}-{gone.pid}.tmp").write_text("cut")
    (folder / out / f".sweep.json.{os.uname().nodename}-{gone.pid}.tmp").write_text("cut")
    alive = place / f".part-0123456789abcdef.parquet.{os.uname().nodename}-{os.getpid()}.tmp"
    alive.write_text("at work")
    return alive


def check_killed(first):
    """A sweep of this program whose process is shot, and run again."""
    for wait in (0.1, 0.4):
        process = subprocess.Popen([leadline, "lab", "sweep", str(tapes), "--grid", str(grid), "--out", str(folder / "shot"),
                                    "--every", "250ms", "--jobs", "1"], stdout=subprocess.DEVNULL, env=environment)
        time.sleep(wait)  # any moment
        process.send_signal(signal.SIGKILL)
        process.wait()
    sweep("shot", "--jobs", "2")
    check_same("shot", first)
    alive = leave_unfinished("shot")
    sweep("shot", "--jobs", "1")
    assert alive.exists(), "what another process is writing is left alone"
    alive.unlink()
    check_same("shot", first)


def check_parallel(first):
    if shutil.which("parallel") is None:
        print("SKIPPED: GNU parallel is not there (apt-get install parallel)")
        return
    lines = "\n".join(plan("parallel")) + "\n"
    process = subprocess.Popen(["parallel", "--will-cite", "-j", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.PIPE, env=environment)
    process.stdin.write(lines)
    process.stdin.close()
    shot = None
    while process.poll() is None and shot is None:
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0] == leadline.encode() and os.fsencode(folder / "parallel") in words:
                shot = int(path.parent.name)
                os.kill(shot, signal.SIGKILL)
                break
    assert process.wait(60) != 0 and shot, "a worker was shot, and parallel says so"
    again = subprocess.run(["parallel", "--will-cite", "-j", "2"], input=lines, text=True, capture_output=True, env=environment, timeout=60)
    assert again.returncode == 0, again.stderr
    check_same("parallel", first)


def check_slurm(first):
    why = slurm.missing()
    if why:
        print(f"SKIPPED: Slurm: {why}")
        return
    lines = plan("slurm")
    (folder / "plan.txt").write_text("\n".join(lines) + "\n")
    with slurm.Slurm(folder / "cluster", 2) as cluster:
        cluster.run(environment, f"--array=1-{len(lines)}", f"--output={folder}/task-%a.txt",
                    source / "resources" / "leadline-sweep.sbatch", folder / "plan.txt")
    outputs = sorted(path.read_text() for path in folder.glob("task-*.txt"))
    assert outputs == [f"2024-08-0{day}/ETH/USDT-PERP: 36 points\n" for day in (5, 6, 7, 8)], outputs
    check_same("slurm", first)


def check_other_inputs():
    """Another recording of the day replaces its part; another grid asks for another folder."""
    before = tree("two")
    tape = tapes / "binance-futures_ethusdt_20240805"
    text = tape.read_text()
    tape.write_text("".join(text.splitlines(keepends=True)[:1200]))
    told = sweep("two")
    assert sum(": is there" in line for line in told.splitlines()) == 3, told
    after = tree("two")
    assert len(after) == len(before) == len(set(before) & set(after)) + 1, (before, after)
    tape.write_text(text)
    sweep("two")
    assert tree("two") == before
    grid.write_text(json.dumps({KEY: [0.4]}))
    refused("holds a sweep of another grid", "--out", "two")
    (folder / "other.toml").write_text("[routing]\nwide_spread_pct = 0.002\n")
    grid.write_text(json.dumps(GRID))
    refused("other settings", "--out", "two", "--settings", "other.toml")


def refused(words, *more, every="250ms"):
    answer = run("lab", "sweep", tapes, "--grid", grid, "--every", every, *more)
    lines = answer.stderr.splitlines()
    assert answer.returncode == 2 and answer.stdout == "" and len(lines) == 1 and words in lines[0], (words, answer)


def check_refusals():
    for text, words in (('{"routing.nothing": [1]}', "grid.json: routing.nothing: no such setting"),
                        ('{"%s": [2]}' % KEY, "grid.json: " + KEY + " = 2: must be a number from 0 to 1"),
                        ('{"%s": ["high"]}' % KEY, KEY + " = high: must be a number"),
                        ('{"%s": []}' % KEY, KEY + ": must be a value, a list of values"),
                        ('{"%s": [0.4, 0.40]}' % KEY, KEY + ": 0.4 stands there twice"),
                        ('{"%s": {"from": 0, "to": 1}}' % KEY, KEY + ": must be {"),
                        ('{"%s": {"from": 0, "to": 2, "steps": 3}}' % KEY, KEY + " = 2: must be a number from 0 to 1"),
                        ('{"%s": [0.4], "side": ["hold"]}' % KEY, "side: must be buy or sell"),
                        ('{"%s": [0.4], "notional": [0]}' % KEY, "notional: 0: must be a number above 0"),
                        ('{"%s": [0.4], "%s": [0.5]}' % (KEY, KEY), KEY + ": stands there twice"),
                        ('{"features.depth_levels": [3]}', "features.depth_levels: changes what is measured"),
                        ('{"window.palette": ["dark"]}', "window.palette: no decision looks at it"),
                        ('{"risk.breaker_trip": [0.1], "risk.breaker_reset": [0.2]}', "lies above"),
                        ('{"side": "buy"}', "names no setting"),
                        ('{"%s": [0.4],\n "side": }' % KEY, "grid.json:2: ")):
        grid.write_text(text)
        refused(words, "--out", "refused")
    grid.write_text(json.dumps({KEY: {"from": 0, "to": 1, "steps": 1000}, LIMIT: {"from": 0, "to": 0.01, "steps": 1000}}))
    refused("more than 100000 points", "--out", "refused")
    grid.write_text(json.dumps(GRID))
    refused("--set is not of it", "--out", "refused", "--set", f"{KEY}=0.3")
    refused("no recording of it", "--out", "refused", "--only", "2024-08-09/ETH/USDT-PERP")
    refused("--every soon", "--out", "refused", every="soon")
    refused("has no day in its name", "--out", "refused", shutil.copy(tapes / "binance-futures_ethusdt_20240808", folder / "tape"))
    refused("one market and day twice", "--out", "refused", shutil.copy(tapes / "binance-futures_ethusdt_20240808",
                                                                       folder / "binance-futures_ethusdt_20240808.txt"))
    (folder / "file").write_text("")
    refused("cannot be written", "--out", folder / "file" / "inside")
    assert not (folder / "refused").exists(), "nothing is begun that cannot be done"


make_tapes()
first = check_one_and_many()
check_rows()
check_killed(first)
check_parallel(first)
check_slurm(first)
check_other_inputs()
check_refusals()
shutil.rmtree(folder)
print("sweep: the same bytes from everywhere")

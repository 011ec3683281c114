#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`record` and `tape info` as a user meets them: markets recorded and read back by the other commands, a recorder that is
killed again and again, a disk that is full for a while.

usage: record_test.py LEADLINE SOURCE_FOLDER
"""
import calendar
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

leadline, source = sys.argv[1], pathlib.Path(sys.argv[2])
folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-record-"))
environment = {k: v for k, v in os.environ.items() if not k.startswith("LEADLINE_") and "__" not in k}
environment.update(HOME=str(folder), XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder))
checks = failures = 0


def expect(what, holds, seen=""):
    global checks, failures
    checks += 1
    if not holds:
        failures += 1
        print(f"FAILED: {what}: {seen}", file=sys.stderr)


def run(*arguments):
    return subprocess.run([leadline, *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment)


def refuses(what, words, *arguments):
    done = run(*arguments)
    lines = done.stderr.strip().split("\n")
    expect(what, done.returncode == 2 and len(lines) == 1 and words in lines[0] and done.stdout == "",
           f"{done.returncode}: {done.stderr!r} {done.stdout!r}")


class Market:
    """`leadline sim`, which goes on while recorders come and go."""

    def __init__(self, symbols, venues):
        self.process = subprocess.Popen([leadline, "--set", f"market.venues={venues}", "sim", "--symbol", symbols],
                                        stdout=subprocess.PIPE, text=True, env=environment)
        self.places = []
        for line in self.process.stdout:
            told = re.match(r"serving (\S+) .*streams (\S+), REST (\S+)", line)
            if told:
                section = told[1].replace("-", "_")
                self.places += ["--set", f"{section}.stream_url={told[2]}", "--set", f"{section}.rest_url={told[3]}"]
            if line.startswith("Ctrl+C"):
                break

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


class Recorder:
    """A recorder, and what it says a second."""

    def __init__(self, *arguments, before=None):
        self.errors = open(folder / "errors.txt", "w+")
        self.process = subprocess.Popen([leadline, *map(str, arguments), "--json"], stdout=subprocess.PIPE, text=True,
                                        stderr=self.errors, env=environment, preexec_fn=before)

    def until(self, holds, most=60):
        """The first statistics of which that holds."""
        for _ in range(most):
            line = self.process.stdout.readline()
            if not line:
                break
            if holds(json.loads(line)):
                return json.loads(line)
        return None

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        rest = self.process.communicate(timeout=60)[0]
        self.errors.seek(0)
        return self.process.returncode, [json.loads(line) for line in rest.splitlines()], self.errors.read()


def infos(*paths):
    done = run("tape", "info", *paths, "--json")
    return {pathlib.Path(each["file"]).name: each for each in json.loads(done.stdout)}, done


def tapes_in(place):
    return sorted(path for path in place.iterdir() if "_instruments_" not in path.name)


def read_back(tapes):
    """What the other commands make of them."""
    features = folder / "features.csv"
    out = []
    for command in (["book", *tapes, "--json"], ["features", *tapes, "--out", features],
                    ["decide", *tapes, "--side", "buy", "--notional", "10000", "--every", "1s", "--json"]):
        done = run(*command)
        expect(f"{command[0]} of {len(tapes)} tapes", done.returncode == 0 and not done.stderr, f"{done.returncode}: {done.stderr}")
        out.append(done.stdout)
    out.append(features.read_text())
    return out


def embedded_market():
    place = folder / "embedded"
    done = run("record", "--embedded", "--symbol", "ETH/USDT,BTC/USDT", "--venues", "kraken,coinbase", "--out", place,
               "--for", "12s", "--speed", "2", "--json")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    expect("a recording ends by itself", done.returncode == 0 and not done.stderr, f"{done.returncode}: {done.stderr}")
    expect("a line a second and one at the end", len(said) >= 3 and said[-1]["ended"] and not said[0]["ended"], len(said))
    last = said[-1]
    expect("nothing is dropped", last["dropped"] == 0 and last["problem"] is None, last)
    names = [f"{venue}_{symbol}" for venue in ("coinbase", "kraken") for symbol in ("btc-usdt", "eth-usdt", "instruments")]
    expect("a file a venue and symbol, and one of instruments", sorted(each["file"][:-13] for each in last["files"]) == names,
           last["files"])
    expect("sizes are those of the files", all((place / each["file"]).stat().st_size == each["written_bytes"]
                                               for each in last["files"]), last)
    expect("the sum is that of the files", last["messages"] == sum(each["messages"] for each in last["files"]), last)
    tapes = tapes_in(place)
    first, second = read_back(tapes), read_back(tapes)
    expect("what is read back is the same each time", first == second)
    expect("books, features and decisions are there", all(len(first[i]) > 1000 for i in (0, 2, 3)), list(map(len, first)))
    found, told = infos(place)
    expect("tape info of a folder", told.returncode == 0 and not told.stderr and len(found) == 4, told.stderr)
    counted = {each["file"]: each for each in last["files"]}
    for path in tapes:
        info, own = found[path.name], counted[path.name]
        expect(f"tape info {path.name}", info["messages"] == own["messages"] and info["text_bytes"] == own["raw_bytes"]
               and info["file_bytes"] == own["written_bytes"] and info["bad_lines"] == info["sequence_gaps"] == 0
               and info["venue"] == path.name.split("_")[0] and info["pair"] in ("ETH/USDT", "BTC/USDT")
               and info["first"] < info["last"] and info["problem"] is None, info)


def killed():
    """The market goes on, the recorder is shot; what it wrote until then is there, and is continued."""
    place = folder / "killed"
    rng = random.Random(7)
    losses = []
    with Market("ETH/USDT,BTC/USDT", "binance-spot,coinbase") as market:
        command = [*market.places, "record", "--live", "--symbol", "ETH/USDT,BTC/USDT", "--venues", "binance-spot,coinbase",
                   "--out", place]
        count = 0
        for _ in range(int(os.environ.get("LEADLINE_RECORD_KILLS", "6"))):
            recorder = Recorder(*command)
            began = recorder.until(lambda told: told["messages"] > 100)
            expect("a recorder begins behind what is there", began is not None)
            time.sleep(rng.random() * 1.5)  # any moment between two frames, and inside of one
            shot = time.time()
            code, _, _ = recorder.end(signal.SIGKILL)
            expect("it was killed", code == -signal.SIGKILL, code)
            found, _ = infos(*tapes_in(place))
            last = min(each["last"] for each in found.values())
            seconds = calendar.timegm(time.strptime(last[:19], "%Y-%m-%dT%H:%M:%S")) + float("0." + last[20:29])
            losses.append(shot - seconds)
            now = sum(each["messages"] for each in found.values())
            expect("what was written stays", now > count, (count, now))
            count = now
        recorder = Recorder(*command)
        expect("the last one writes, too", recorder.until(lambda told: told["messages"] > 100))
        code, said, errors = recorder.end()
        expect("SIGTERM ends it properly", code == 0 and said and said[-1]["ended"], (code, errors))
    losses.sort()
    half, most = losses[len(losses) // 2], losses[-1]
    print(f"{len(losses)} kills: {half:.2f} s lost in the middle, {losses[int(len(losses) * 0.95)]:.2f} s of 95 %, {most:.2f} s at most")
    expect("a kill costs a second at most", losses[0] <= 1 and most <= 2.5, losses)
    found, told = infos(place)
    expect("every file is whole", told.returncode == 0 and all(each["bad_lines"] == 0 for each in found.values()), told.stdout)
    expect("a file a venue and symbol", len(tapes_in(place)) == 4, tapes_in(place))
    for tape in tapes_in(place):
        first, second = (run("features", tape, "--out", "-") for _ in range(2))
        expect(f"{tape.name} replays", first.returncode == 0 and first.stdout == second.stdout and len(first.stdout) > 10000,
               first.stderr)
        book = run("book", tape, "--json")
        expect(f"{tape.name} has its book again after every kill", book.returncode == 0
               and json.loads(book.stdout)["markets"][0]["bid_levels"] > 50, book.stdout[:300] + book.stderr)


def full_disk():
    place = folder / "full"

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (8000, resource.RLIM_INFINITY))

    recorder = Recorder("record", "--embedded", "--symbol", "ETH/USDT-PERP", "--venues", "binance-futures", "--out", place,
                        before=small)
    lost = recorder.until(lambda told: told["dropped"] > 0)
    expect("what a full disk refuses is counted", lost is not None and lost["problem"] and "File too large" in lost["problem"], lost)
    recorder.until(lambda told: told["dropped"] > lost["dropped"])
    resource.prlimit(recorder.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    healed = recorder.until(lambda told: told["messages"] > lost["messages"] and told["problem"] is None)
    expect("it writes on when there is room", healed is not None)
    for _ in range(5):
        recorder.until(lambda told: told["dropped"] == healed["dropped"])
    code, said, errors = recorder.end(signal.SIGINT)
    lines = errors.splitlines()
    expect("Ctrl+C ends it properly, and what was lost is no success", code == 1 and said[-1]["ended"], code)
    expect("the loss is said once", sum("messages are being lost" in line for line in lines) == 1, errors)
    expect("and so is its size", sum(f"{said[-1]['dropped']} messages were lost; what comes is written again" in line for line in lines) == 1,
           errors)
    found, told = infos(*tapes_in(place))
    book = run("book", *tapes_in(place))
    expect("and its book is found again", book.returncode == 0 and "ask levels" in book.stdout and "in sequence" in book.stdout,
           book.stdout + book.stderr)
    expect("the file is whole", told.returncode == 0 and all(each["bad_lines"] == 0 for each in found.values()), told.stderr)


def told_of_tapes():
    diff = ('{"stream":"x@depth@100ms","data":{"e":"depthUpdate","E":%d,"T":%d,"s":"ETHUSDT","U":%d,"u":%d,"pu":%d,'
            '"b":[["100.0","%d"]],"a":[["101.0","2"]]}}')
    lines = ['1723161256000000000 {"lastUpdateId":9,"E":1,"T":1,"bids":[["100.0","1"]],"asks":[["101.0","1"]]}']
    for n in range(1, 40):
        at = 1723161256000 + 1000 * n + (60_000 if n > 20 else 0)
        before = 10 * n - 1 - (5 if n == 30 else 0)
        lines.append(f"{at}000000 " + diff % (at, at, 10 * n, 10 * n + 9, before, 1 + n % 3))
    lines.insert(5, "no line of a recording")
    text = ("\n".join(lines) + "\n").encode()
    place = folder / "own"
    place.mkdir()
    (place / "binance-futures_ethusdt_20240808.gz").write_bytes(gzip.compress(text))
    (place / "notes.txt").write_text("not looked at")
    found, told = infos(place)
    info = found["binance-futures_ethusdt_20240808.gz"]
    expect("venue, symbol and kind", (info["venue"], info["symbol"], info["pair"]) == ("binance-futures", "ETHUSDT", "ETH/USDT-PERP"), info)
    expect("times", (info["first"], info["last"]) == ("2024-08-08T23:54:16.000000000Z", "2024-08-08T23:55:55.000000000Z"), info)
    expect("counts", (info["messages"], info["bad_lines"], info["sequence_gaps"]) == (40, 1, 1), info)
    expect("silences", (info["silences"], info["longest_silence_seconds"]) == (1, 61), info)
    expect("sizes", (info["text_bytes"], info["file_bytes"]) == (len(text), len(gzip.compress(text))), info)
    expect("the digest is that of the text", info["text_sha256"] == hashlib.sha256(text).hexdigest(), info)
    plain = run("tape", "info", place)
    expect("and as a text", plain.returncode == 0 and "sequence gaps 1" in plain.stdout and info["text_sha256"] in plain.stdout, plain.stdout)
    torn = place / "torn.gz"
    torn.write_bytes(gzip.compress(text)[:-20])
    done = run("tape", "info", torn)
    expect("a torn file is told", done.returncode == 1 and "ends too early" in done.stderr, done.stderr)


def bad_input():
    out = folder / "bad"
    refuses("no such pair", "none of the venues has it", "record", "--symbol", "AAPL", "--out", out)
    refuses("no such venue", "nowhere", "record", "--venues", "nowhere", "--out", out)
    refuses("a bad duration", "--for", "record", "--for", "soon", "--out", out)
    refuses("a speed of what is live", "--speed", "record", "--live", "--speed", "2", "--out", out)
    (folder / "file").write_text("")
    refuses("a folder that cannot be made", "--out", "record", "--out", folder / "file" / "inside")
    refuses("a folder without recordings", "holds no recording", "tape", "info", source / "resources")
    done = run("record", "--symbol", "ETH/USDT")
    expect("--out is needed", done.returncode == 2 and "--out" in done.stderr, done.stderr)


def unit_file():
    text = (source / "resources" / "leadline-record.service").read_text()
    words = re.search(r"^ExecStart=\S+/leadline (.*)$", text, re.MULTILINE)[1].split()
    known = run(words[0], "--help").stdout
    expect("the unit calls what there is", words[0] == "record" and all(word in known for word in words if word.startswith("--")), words)


embedded_market()
killed()
full_disk()
told_of_tapes()
bad_input()
unit_file()
shutil.rmtree(folder)
print(f"record_test: {checks} checks, {failures} failed")
sys.exit(1 if failures else 0)

#!/usr/bin/env python3
"""Numbers are written with a point wherever the program runs: every command that prints some gives the same bytes under
a locale with a decimal comma as under C. What runs by the clock has other figures each time: there, no number may have a
comma.

usage: locale_test.py LEADLINE   (exit code 77: this machine cannot make the locale)
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from stump import MODEL

LEADLINE = sys.argv[1]
GERMAN = "de_DE.UTF-8"
START = ("--start", "2026-11-20T10:00:00")


def tape():
    """A Binance futures book that moves: 200 updates, a tenth of a second apart."""
    begins = 1723161256000
    yield f'{begins}000000 {{"lastUpdateId":9,"E":1,"T":1,"bids":[["100.05","1.25"]],"asks":[["101.15","1.5"]]}}'
    for n in range(1, 200):
        time = begins + 100 * n
        yield (f'{time}000000 {{"stream":"x@depth@100ms","data":{{"e":"depthUpdate","E":{time},"T":{time},"s":"ETHUSDT",'
               f'"U":{10 * n},"u":{10 * n + 9},"pu":{10 * n - 1},"b":[["100.05","{1 + n % 7 / 8}"]],"a":[["101.15","2.75"]]}}}}')


class Runs:
    def __init__(self, folder):
        self.folder = folder
        self.failures = []
        self.checks = 0

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return path

    def run(self, locale, arguments):
        home = self.path("home-" + locale)
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, LC_ALL=locale,
                           LOCPATH=self.folder)
        done = subprocess.run([LEADLINE, *arguments], capture_output=True, text=True, env=environment, timeout=200,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def check(self, holds, what, detail=""):
        self.checks += 1
        if not holds:
            self.failures.append(what)
            print(f"FAIL {what}: {detail}"[:2000], flush=True)

    def look(self, arguments, codes=(0,)):
        """For what runs by the clock."""
        code, out, errors = self.run(GERMAN, arguments)
        comma = re.search(r".{0,40}\d,\d.{0,20}", out)
        self.check(code in codes and re.search(r"\d\.\d", out), " ".join(arguments), out[-500:] + errors)
        self.check(not comma, " ".join(arguments), comma and comma.group())

    def look_at_accounts(self):
        """`sim` and what asks it: balances and orders."""
        environment = dict(os.environ, HOME=self.path("home-sim"), LC_ALL=GERMAN, LOCPATH=self.folder)
        with subprocess.Popen([LEADLINE, "sim", "--port", "0"], stdout=subprocess.PIPE, text=True,
                              env=environment) as served:
            port, told = None, []
            for line in served.stdout:
                told.append(line)
                found = re.match(r"serving kraken .*REST http://127\.0\.0\.1:(\d+)", line)
                port = found.group(1) if found else port
                if line.startswith("Ctrl+C"):
                    break
            self.check(port, "sim names its port", told)
            for command in ("positions", "orders") if port else ():
                code, out, errors = self.run(GERMAN, [command, "--connect", f"kraken={port}", "--json"])
                self.check(code == 0 and out.startswith("{") and json.loads(out), command, out + errors)
                self.check(not re.search(r"\d,\d", out), command, out)
            served.terminate()

    def compare(self, arguments, made=None):
        """`made`: a file that the command writes, its name in the arguments as {made}."""
        found = []
        for locale in ("C", GERMAN):
            path = self.path(f"{locale}-{made}") if made else None
            code, out, errors = self.run(locale, [part.format(made=path) if part == "{made}" else part
                                                  for part in arguments])
            text = out
            if made:
                with open(path, encoding="utf-8") as file:
                    text = file.read()
            found.append((code, text))
            self.check(code == 0 and text, " ".join(arguments), f"{locale}: code {code}, {errors}")
        self.check(found[0] == found[1], " ".join(arguments), f"{found[0]} under C, {found[1]} under {GERMAN}")


def main():
    with tempfile.TemporaryDirectory(prefix="leadline-locale-") as folder:
        try:
            subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(folder, GERMAN)], check=True,
                           capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"skipped: {GERMAN} cannot be made: {error}")
            return 77
        runs = Runs(folder)
        comma = subprocess.run(["locale", "decimal_point"], capture_output=True, text=True, check=False,
                               env=dict(os.environ, LC_ALL=GERMAN, LOCPATH=folder)).stdout.strip()
        runs.check(comma == ",", "the locale has a decimal comma", comma)
        recording = runs.path("binance-futures.txt", "\n".join(tape()) + "\n")
        plan = runs.path("plan.json", '{"weights":{"AAPL":0.2,"MSFT":0.1}}')
        bars = runs.path("bars.csv", "time,symbol,close\n2024-08-08T23:54:16.2Z,ETHUSDT,1.10\n")
        book = runs.path("book.csv", "timestamp,venue,symbol,best_bid\n1723161256100000000,binance-futures,ETHUSDT,2681.6\n")
        journal = "sqlite:" + runs.path("journal.sqlite")
        code, _, errors = runs.run(GERMAN, ["practice", "--journal", journal, "--days", "1", "--seed", "3"])
        runs.check(code == 0, "practice", errors)
        model = runs.path("model.json", MODEL)
        report = ("calibration", "--journal", journal, "--now", "2026-10-02T00:00:00Z")
        one_way = ("--side", "buy", "--notional", "50")
        cases = [
            (("features", recording, "--out", "-"), {}),
            (("features", recording, "--out", "{made}"), {"made": "features.csv"}),
            (("book", recording), {}),
            (("book", recording, "--json"), {}),
            (("decide", recording, *one_way, "--every", "1s"), {}),
            (("decide", recording, *one_way, "--every", "1s", "--json"), {}),
            (("decide", recording, *one_way, "--every", "1s", "--signal", "0.7"), {}),
            (("merge", bars, "--book", book, "--out", "{made}", "--tolerance", "100ms"), {"made": "merged.csv"}),
            (("validate", "--dry-run"), {}),
            (("validate", "--dry-run", "--json"), {}),
            (("validate", "--tape", recording, "--every", "1s", "--horizon", "5s", "--notional", "110"), {}),
            (("validate", "--tape", recording, "--every", "1s", "--horizon", "5s", "--notional", "110", "--json"), {}),
            (("validate", "--picks", "--hours", "0.05"), {}),
            (("validate", "--picks", "--hours", "0.05", "--json"), {}),
            (report, {}),
            ((*report, "--json"), {}),
            ((*report, "--export", "{made}"), {"made": "report.csv"}),
            ((*report, "--export", "{made}"), {"made": "report.html"}),
            (("score", recording, "--model", model), {}),
            (("score", recording, "--model", model, "--json"), {}),
            (("outcomes", "--journal", journal, "--now", "2026-10-02T00:00:00Z", "--json"), {}),
            (("outcomes", "--journal", journal, "--now", "2026-10-02T00:00:00Z", "--out", "{made}"), {"made": "outcomes.csv"}),
        ]
        by_the_clock = [
            ("picks", "--all", *START),
            ("picks", "--all", "--json", *START),
            ("rebalance", plan, "--dry-run", *START),
            ("rebalance", plan, "--dry-run", "--json", *START),
        ]
        with ThreadPoolExecutor(2) as pool:
            served = pool.submit(runs.look_at_accounts)
            # A few seconds of a market are too few for some of its checks.
            watched = pool.submit(runs.look, ("verify", "--seconds", "6", "--speed", "4", "--json"), (0, 1))
            list(pool.map(runs.look, by_the_clock))
            list(pool.map(lambda case: runs.compare(case[0], **case[1]), cases))
            watched.result()
            served.result()
        print(f"locale_test: {runs.checks} checks, {len(runs.failures)} failed")
        return 1 if runs.failures else 0


sys.exit(main())

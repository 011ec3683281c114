#!/usr/bin/env python3
"""Rebalances of fifty stocks against a served embedded market: bad plans, dry runs, three urgencies under faults, and a
program that is killed at random moments and started again. What the venue says in the end is compared with the plan.

usage: rebalance_test.py LEADLINE [--rounds N] [--faults A,B]   (N kills, default 6)
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

LEADLINE = sys.argv[1]
KILLS = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 6
FAULTS = sys.argv[sys.argv.index("--faults") + 1].split(",") if "--faults" in sys.argv else ["lose-answer:8"]
SPEED = 20
failures = []
checks = 0
counting = threading.Lock()


def check(holds, what):
    global checks
    with counting:
        checks += 1
        if not holds:
            failures.append(what)
            print("FAIL " + what, flush=True)


def run(arguments, home, timeout=120):
    environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home)
    return subprocess.run([LEADLINE] + arguments, capture_output=True, text=True, timeout=timeout, env=environment)


def bad_plans(home):
    rows = "symbol,weight\n"
    cases = {
        "over.csv": (rows + "AAPL,0.7\nMSFT,0.6\n", "1.3"),
        "unknown-column.csv": ("symbol,weihgt\nAAPL,0.1\n", "weihgt"),
        "negative.csv": (rows + "AAPL,-0.1\n", "line 2"),
        "twice.csv": (rows + "AAPL,0.1\nAAPL,0.2\n", "AAPL"),
        "nan.csv": (rows + "AAPL,NaN\n", "line 2"),
        "long.csv": (rows + "".join(f"S{i},0.00001\n" for i in range(10_000)), "10,000"),
        "empty.csv": ("", "empty.csv"),
        "no.json": ("{", "no.json"),
        "kind.json": ('{"weights": {"AAPL": "much"}}', "much"),
    }
    for name, (text, word) in cases.items():
        path = os.path.join(home, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        done = run(["rebalance", path], home)
        lines = done.stderr.strip().split("\n")
        check(done.returncode == 2, f"{name}: exit {done.returncode}")
        check(len(lines) == 1 and name in lines[0] and word.replace("line 2", ":2") in lines[0].replace("line 2", ":2"),
              f"{name}: one clear line with {word}: {lines}")
        check(done.stdout == "", f"{name}: nothing on stdout")
    missing = run(["rebalance", os.path.join(home, "nowhere.csv")], home)
    check(missing.returncode == 2 and "nowhere.csv" in missing.stderr, "a plan that is not there")


class Venue:
    def __init__(self, home, seed, fault=None, start="10:00:00"):
        arguments = [LEADLINE, "sim", "--equities", "--start", start, "--seed", str(seed), "--speed", str(SPEED)]
        if fault:
            arguments += ["--fault", fault]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=dict(os.environ, HOME=home))
        self.port = None
        while self.port is None:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the market did not start")
            if "127.0.0.1:" in line:
                self.port = int(line.split("127.0.0.1:")[1].split(",")[0].split()[0].rstrip("/"))

    def get(self, path):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={
            "APCA-API-KEY-ID": "embedded-key", "APCA-API-SECRET-KEY": "embedded-secret"})
        for attempt in range(30):
            try:
                with urllib.request.urlopen(request, timeout=2) as answer:
                    return json.load(answer)
            except Exception:  # faults strike these requests, too
                time.sleep(0.1)
        raise RuntimeError(path + " gave no answer")

    def positions(self):
        return {p["symbol"]: Decimal(p["qty"]) for p in self.get("/v2/positions")}

    def cash(self):
        return Decimal(self.get("/v2/account")["cash"])

    def orders(self):
        return self.get("/v2/orders?status=all&limit=500&direction=desc")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def plan_file(home, name, weights):
    path = os.path.join(home, name)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"weights": weights}, out)
    return path


def rebalance(venue, home, plan, urgency, extra=()):
    return [LEADLINE, "rebalance", plan, "--connect", str(venue.port), "--speed", str(SPEED), "--urgency", urgency,
            "--json", "--set", "orders.journal=sqlite:" + os.path.join(home, "journal.sqlite"),
            "--set", "execution.deadline_minutes=3", "--set", "execution.validation_patience_seconds=40",
            "--set", "risk.max_order_notional=1e12"] + list(extra)


def compare(venue, before, report, urgency):
    """What the venue has against what the run says and what the plan wanted."""
    after = venue.positions()
    for slot in report["orders"]:
        symbol = slot["symbol"]
        moved = after.get(symbol, Decimal(0)) - before.get(symbol, Decimal(0))
        sign = 1 if slot["side"] == "buy" else -1
        filled = Decimal(slot["filled"])
        check(moved == sign * filled, f"{urgency} {symbol}: the venue moved {moved}, the report says {sign * filled}")
        check(filled <= Decimal(slot["shares"]), f"{urgency} {symbol}: filled {filled} of {slot['shares']}")
        if urgency != "low" and "cash" not in slot["reason"] and "halted" not in slot["reason"]:
            check(filled == Decimal(slot["shares"]), f"{urgency} {symbol}: {filled} of {slot['shares']}: {slot['reason']}")
    open_orders = [o for o in venue.orders() if o["status"] in ("new", "accepted", "partially_filled", "pending_new",
                                                                "pending_cancel", "pending_replace")]
    check(not open_orders, f"{urgency}: {len(open_orders)} orders still open")
    check(venue.cash() >= 0, f"{urgency}: cash {venue.cash()}")
    ids = [o["client_order_id"] for o in venue.orders()]
    check(len(ids) == len(set(ids)), f"{urgency}: a client order id twice")


def symbols_of(venue):
    assets = [a for a in venue.get("/v2/assets") if a["tradable"] and a["status"] == "active"]
    names = sorted(a["symbol"] for a in assets)
    return names[:50]


PLANS = [("high", lambda i: 0.018), ("normal", lambda i: 0.006 if i % 2 else 0.025),
         ("low", lambda i: 0.012 if i % 3 else 0.02)]


def carry_out(home, seed, fault, wanted, extra=()):
    """The plans of those urgencies, one after the other, at one venue; their costs in bps by urgency."""
    venue = Venue(home, seed, fault)
    costs = {}
    try:
        names = symbols_of(venue)
        check(len(names) == 50, "fifty symbols")
        for urgency, weight in PLANS:
            if urgency not in wanted:
                continue
            before = venue.positions()
            plan = plan_file(home, urgency + ".json", {n: weight(i) for i, n in enumerate(names)})
            done = subprocess.run(rebalance(venue, home, plan, urgency, extra), capture_output=True, text=True,
                                  timeout=300, env=dict(os.environ, HOME=home))
            check(done.returncode in (0, 1), f"{urgency} under {fault}: exit {done.returncode}: {done.stderr[-300:]}")
            if not done.stdout.strip():
                check(False, f"{urgency} under {fault}: no report: {done.stderr[-500:]}")
                continue
            report = json.loads(done.stdout)
            compare(venue, before, report, "all-market" if extra else urgency)
            filled = sum(1 for o in report["orders"] if o["result"] == "filled")
            costs[urgency] = report["slippage_bps"]
            print(f"{'all-market' if extra else urgency:10} {fault or 'no fault':14} {filled:3} of "
                  f"{len(report['orders'])} filled, cost {report['slippage_bps']} bps against arrival, the touch alone "
                  f"{report['baseline_bps']} bps", flush=True)
    finally:
        venue.end()
    return costs


def killed_and_resumed(home, seed):
    venue = Venue(home, seed)
    chance = random.Random(seed)
    try:
        names = symbols_of(venue)
        before = venue.positions()
        command = rebalance(venue, home, plan_file(home, "killed.json", {n: 0.018 for n in names}), "normal")
        kills = 0
        for _ in range(KILLS):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       env=dict(os.environ, HOME=home))
            try:
                out, _ = process.communicate(timeout=0.4 + 1.5 * chance.random())
                break  # it was done before we were
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
        else:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=dict(os.environ, HOME=home))
            out = done.stdout
        check(kills > 0, "it was killed at least once")
        compare(venue, before, json.loads(out), "normal")
        print(f"killed {kills} times: the same end", flush=True)
    finally:
        venue.end()


def without_a_run():
    with tempfile.TemporaryDirectory() as home:
        bad_plans(home)
        plan = plan_file(home, "dry.json", {"AAPL": 0.3, "MSFT": 0.2})
        dry = run(["rebalance", plan, "--dry-run"], home)
        check(dry.returncode == 0 and "AAPL" in dry.stdout and "expected cost" in dry.stdout,
              f"dry run: exit {dry.returncode}: {dry.stdout}{dry.stderr}")
        dry = run(["rebalance", plan, "--dry-run", "--json"], home)
        check(dry.returncode == 0 and [o["symbol"] for o in json.loads(dry.stdout)["orders"]] == ["AAPL", "MSFT"],
              f"dry run as JSON: {dry.stdout}{dry.stderr}")
        unknown = run(["rebalance", plan_file(home, "unknown.json", {"NOSUCH": 0.1}), "--dry-run"], home)
        check(unknown.returncode == 1 and "NOSUCH" in unknown.stdout, f"unknown symbol: {unknown.stdout}{unknown.stderr}")


def at_home(carry, *arguments):
    """That, in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        return carry(home, *arguments)


def main():
    # Each has a market of its own, and mostly waits for it.
    with ThreadPoolExecutor(4) as pool:
        begun = [pool.submit(at_home, carry_out, 11, None, ("high", "normal", "low")),
                 # What plain market orders of the same sizes pay in the same market: the touch alone says too little.
                 pool.submit(at_home, carry_out, 11, None, ("high", "normal"),
                             ("--set", "execution.enable_smart_execution=false")),
                 *(pool.submit(at_home, carry_out, 12, fault, ("high", "normal")) for fault in FAULTS),
                 pool.submit(at_home, killed_and_resumed, 5),
                 pool.submit(without_a_run)]
        smart, plain, *_ = [each.result() for each in begun]
    for urgency, cost in plain.items():
        print(f"{urgency}: {smart[urgency]:.2f} bps against {cost:.2f} bps of market orders, "
              f"improvement {100 * (cost - smart[urgency]) / cost:.0f} %", flush=True)
    print(f"{checks} checks, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

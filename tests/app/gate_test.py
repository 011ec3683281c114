#!/usr/bin/env python3
"""Commands that send orders pass the gate of the program: its kill switch, whoever turned it on, and its limits.

usage: gate_test.py LEADLINE
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

leadline = sys.argv[1]
checks = failures = 0


def expect(what, holds, seen=""):
    global checks, failures
    checks += 1
    if not holds:
        failures += 1
        print(f"FAILED: {what}: {seen}", file=sys.stderr)


class Home:
    """A settings file of its own, and what stands beside it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.marker = self.path / "kill-switch-is-on"
        (self.path / "leadline.toml").write_text("")
        (self.path / "plan.json").write_text('{"trades": [{"symbol": "AAPL", "side": "buy", "shares": 3}]}')

    def command(self, *arguments):
        return [leadline, "--settings", str(self.path / "leadline.toml"), *arguments]

    def rebalance(self, *arguments):
        return self.command("rebalance", str(self.path / "plan.json"), "--start", "10:00:00", "--speed", "20", "--json",
                            "--urgency", "low", "--set", "execution.deadline_minutes=1", *arguments)

    def run(self, arguments):
        return subprocess.run(arguments, capture_output=True, text=True, timeout=100)


def the_kill_switch_of_a_window_stops_commands():
    home = Home()
    home.marker.write_text("on\n")
    for arguments in (home.rebalance(),
                      home.command("validate", "--window", "all", "--hours", "0.01", "--state",
                                   str(home.path / "state.jsonl"))):
        done = home.run(arguments)
        expect("nothing begins", done.returncode == 1, done.returncode)
        expect("the marker is named", str(home.marker) in done.stderr and "kill switch is on" in done.stderr, done.stderr)
    done = home.run(home.rebalance("--dry-run"))
    expect("a dry run sends nothing", done.returncode == 0, done.stderr)


def a_switch_that_is_turned_on_later_stops_a_run():
    home = Home()
    # A limit that is never reached keeps the run going.
    run = subprocess.Popen(home.rebalance("--set", "execution.deadline_minutes=300", "--set",
                                          "execution.max_spread_percent=0.0001", "--set",
                                          "execution.validation_patience_seconds=3600"),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    expect("it goes on", run.poll() is None)
    home.marker.write_text("on\n")
    out, error = run.communicate(timeout=60)
    expect("it says why it stopped", "kill switch" in out + error, (out + error)[-400:])


def a_switch_that_is_turned_on_later_stops_a_run_of_validate():
    home = Home()
    state = home.path / "state.jsonl"
    # Orders for hours, each of them a minute long.
    run = subprocess.Popen(home.command("validate", "--window", "all", "--hours", "5", "--every", "2s", "--horizon", "60s",
                                        "--state", str(state)),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    expect("it goes on", run.poll() is None)
    home.marker.write_text("on\n")
    began = time.monotonic()
    try:
        out, error = run.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        run.kill()
        out, error = run.communicate()
    expect("it stops before its order's time is over", time.monotonic() - began < 20, time.monotonic() - began)
    expect("as what did not do what it should", run.returncode == 1, run.returncode)
    expect("it says why it stopped", error.count("kill switch is on") == 1 and str(home.marker) in error, error[-400:])
    expect("and what there was so far", "hours traded" in out, out[-400:])
    expect("and how it goes on", str(state) in error, error[-400:])


def limits_hold_for_rebalances():
    for setting, words in (("risk.max_open_orders=0", "risk.max_open_orders"),
                           ("risk.max_daily_loss=0", "risk.max_daily_loss")):
        home = Home()
        done = home.run(home.rebalance("--set", setting))
        report = json.loads(done.stdout)
        order = report["orders"][0]
        expect(f"{setting}: nothing is bought", float(order["filled"] or 0) == 0, order)
        expect(f"{setting}: the reason is told", words in order["reason"], order["reason"])
    home = Home()
    done = home.run(home.rebalance())
    expect("within its limits it is bought", float(json.loads(done.stdout)["orders"][0]["filled"]) > 0, done.stdout[-300:])


the_kill_switch_of_a_window_stops_commands()
a_switch_that_is_turned_on_later_stops_a_run()
a_switch_that_is_turned_on_later_stops_a_run_of_validate()
limits_hold_for_rebalances()
print(f"{checks - failures} passed, {failures} failed")
sys.exit(1 if failures else 0)

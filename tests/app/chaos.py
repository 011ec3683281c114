#!/usr/bin/env python3
"""What becomes of orders when the machine or the network misbehaves: the program in its window, on a screen of its own, before
embedded venues that another process serves, over lines that are slow, lossy, half open or gone; with a wall clock that jumps, a
disk that is full, a journal that is locked or away, and the whole program suspended. The journal and the venues are compared
order by order and fill by fill. Ends with 1 where they disagree; with 77 where this machine lacks a screen.

usage: chaos.py LEADLINE [NAME...] [--words] [--together]
  --words: what the window said, too; --together: all at a time
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

try:
    import dbus  # noqa: F401
except ImportError:  # Debian's, and so is the Python that finds it
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("chaos: there is no python3-dbus")
    sys.exit(77)

from trouble import screen, witness
from trouble.station import Station

HERE = os.path.dirname(os.path.abspath(__file__))
scenarios = {}


def scenario(what, **station):
    """Of a function that makes the trouble, waits, and ends it."""
    def keep(function):
        scenarios[function.__name__.replace("_", "-")] = (what, station, function)
        return function
    return keep


def seconds(wanted):
    """LEADLINE_CHAOS_SHORT is a factor on how long trouble lasts."""
    return wanted * float(os.environ.get("LEADLINE_CHAOS_SHORT", "1"))


@dataclass
class Told:
    """What one scenario came to."""
    name: str
    what: str
    lasted: float = 0
    healed: float = 0  # seconds after the end of the trouble until all was as before
    during: Counter = field(default_factory=Counter)  # states in the journal when the trouble ended
    there: int = 0  # working at binance-futures then
    were_unknown: int = 0
    words: list = field(default_factory=list)
    receipt: list = field(default_factory=list)
    stderr: str = ""
    verdict: witness.Verdict = field(default_factory=witness.Verdict)
    broken: list = field(default_factory=list)

    @property
    def agrees(self):
        return self.verdict.agrees and not self.broken


def all_lines(station, **trouble):
    for line in station.lines.values():
        line.set(**trouble)


@scenario("nothing is wrong")
def none(_station):
    time.sleep(seconds(75))


@scenario("400 ms each way, up to 300 ms more a segment")
def latency(station):
    all_lines(station, delay=0.4, jitter=0.3)
    time.sleep(seconds(12))
    all_lines(station)


@scenario("up to 3 s of jitter each way")
def jitter(station):
    all_lines(station, jitter=3)
    time.sleep(seconds(20))
    all_lines(station)


@scenario("30 % of segments lost, each time until TCP's timeout")
def loss(station):
    all_lines(station, loss=0.3)
    time.sleep(seconds(30))
    all_lines(station)


@scenario("half open: nothing passes either way, nothing is closed")
def half_open(station):
    all_lines(station, swallow="both")
    time.sleep(seconds(20))
    all_lines(station)


@scenario("half open one way: requests arrive, no word comes back")
def deaf(station):
    all_lines(station, swallow="down")
    time.sleep(seconds(20))
    all_lines(station)


@scenario("cut and refused, again and again")
def cut(station):
    for _ in range(4):
        all_lines(station, refuse=True)
        time.sleep(seconds(3))
        all_lines(station)
        time.sleep(seconds(3))


@scenario("no network for longer than the countdown", countdown=15)
def gone(station):
    all_lines(station, refuse=True)
    time.sleep(25)  # not shorter: the venue counts
    all_lines(station)


@scenario("the resolver falls silent, then connections are cut", venues=("binance-futures", "kraken", "coinbase"),
          data_only=("coinbase",), by_name=("coinbase",), preload=True)
def dns(station):
    station.shift(0, silent=True)
    time.sleep(62)  # Qt knows an address for a minute
    for line in station.lines.values():
        line.cut()
    time.sleep(seconds(25))
    station.shift(0)


@scenario("the wall clock an hour ahead, then back", preload=True)
def clock_ahead(station):
    station.shift(3600)
    time.sleep(seconds(15))
    station.shift(0)
    time.sleep(seconds(60))  # what counts by the wall clock has an hour to wait now


@scenario("the wall clock an hour behind, then forward", preload=True)
def clock_behind(station):
    station.shift(-3600)
    time.sleep(seconds(60))
    station.shift(0)


@scenario("an hour ahead while no answers come, back with the answers", preload=True)
def clock_unknown(station):
    station.shift(3600)
    all_lines(station, swallow="down")
    time.sleep(seconds(8))
    station.shift(0)
    all_lines(station)


@scenario("an hour ahead, killed, back, started again", preload=True)
def clock_restart(station):
    station.shift(3600)
    time.sleep(seconds(8))
    station.stop_window()
    station.shift(0)
    station.begin()


def fill(station):
    """The disk, to the last byte; the file that does."""
    filler = f"{station.disk}/filler"
    with open(filler, "wb", buffering=0) as out:
        try:
            while out.write(b"x" * 4096):
                pass
        except OSError:
            pass
    return filler


@scenario("the disk of the journal is full", small_disk=True)
def disk_full(station):
    filler = fill(station)
    time.sleep(seconds(20))
    os.remove(filler)


@scenario("the disk of the journal is full, killed, space again, started again", small_disk=True)
def disk_full_killed(station):
    filler = fill(station)
    time.sleep(seconds(10))
    station.stop_window()
    os.remove(filler)
    station.begin()


@scenario("the journal is locked by another program")
def locked_journal(station):
    with closing(sqlite3.connect(station.journal.url[7:], timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds(12))
        other.execute("ROLLBACK")


@scenario("PostgreSQL is stopped for a minute", postgres=True)
def postgres_gone(station):
    station.postgres("stop")
    time.sleep(seconds(60))
    station.postgres("start")


@scenario("suspended for a minute (SIGSTOP), countdown of a minute")
def suspended(station):
    _suspend(station, seconds(60))


@scenario("suspended for longer than the countdown (SIGSTOP)", countdown=15)
def suspended_long(station):
    _suspend(station, 40)


def _suspend(station, how_long):
    station.window.send_signal(19)
    time.sleep(how_long)
    station.window.send_signal(18)


@scenario("killed, started again in a folder that is read-only, and once more when it is not", small_disk=True)
def read_only_folder(station):
    station.stop_window()
    station.remount("ro")
    station.begin(wait=False)
    time.sleep(seconds(15))
    station.stop_window()
    station.remount("rw")
    station.begin()


@scenario("killed (SIGKILL) with orders working, and started again")
def killed(station):
    station.stop_window()
    time.sleep(seconds(5))
    station.begin()


def run(leadline, name, preload):
    what, options, make_trouble = scenarios[name]
    told = Told(name, what)
    options = {**options, "preload": preload if options.get("preload") else None}
    if only := os.environ.get("LEADLINE_CHAOS_VENUES"):
        options["venues"] = tuple(only.split(","))
    station = Station(leadline, **options)
    try:
        station.begin()
        station.arm_and_place()
        station.talk()
        time.sleep(4)
        began = time.monotonic()
        try:
            make_trouble(station)
        except TimeoutError as wrong:
            told.broken.append(str(wrong))
        told.lasted = time.monotonic() - began
        told.there = len(station.open_at_binance())
        try:
            told.during = station.journal.states()
        except Exception as wrong:  # noqa: BLE001: it may be away just now
            told.during = Counter({str(wrong)[:60]: 1})
        ended = time.monotonic()
        time.sleep(4)  # and a few orders more
        station.signals.end()
        try:
            station.wait("all as before", station.is_well, 60)
        except (TimeoutError, RuntimeError) as wrong:
            told.broken.append(str(wrong))
        told.healed = time.monotonic() - ended
        told.receipt = station.kill_switch()
        if "nothing is working anywhere" not in told.receipt[-1]:
            told.broken.append("the receipt ends with: " + told.receipt[-1])
        told.words = forms(station.words.since(began))
        station.stop_window()
        told.verdict = witness.compare(station.journal, station.accounts())
        if told.verdict.sent <= 2 or told.verdict.fills == 0:
            told.broken.append("next to nothing was traded: there was nothing to go wrong")
        told.were_unknown = station.journal.were_unknown()
        told.stderr = station.stderr()
    except Exception as wrong:  # noqa: BLE001: told, and the next scenario follows
        told.broken.append(repr(wrong))
        told.stderr = station.stderr()
    finally:
        if keep := os.environ.get("LEADLINE_CHAOS_KEEP"):
            shutil.copytree(station.home, f"{keep}/{name}", dirs_exist_ok=True, ignore=shutil.ignore_patterns("signals", "bus", "at-spi"))
        station.end()
    return told


def forms(words):
    """One of those that differ in figures alone."""
    return list({re.sub(r"[0-9]+([.:][0-9]+)*", "#", line): line for line in reversed(words)}.values())[::-1]


HEAD = ("| scenario | orders | filled | unknown for a while | never arrived | fills | sent twice | not in the journal | left working | "
        "well again after | all agree |\n|---|---|---|---|---|---|---|---|---|---|---|")


def row(told):
    seen = told.verdict
    return (f"| {told.name}: {told.what}, {told.lasted:.0f} s | {seen.sent} | {seen.filled} | {told.were_unknown} | "
            f"{seen.never_arrived} | {seen.fills} | {seen.doubled} | {seen.lost} | {seen.left} | {told.healed:.0f} s | "
            f"{'yes' if told.agrees else 'NO'} |")


def details(told):
    lines = [f"  journal when it ended: {dict(told.during)}; working at binance-futures then: {told.there}"]
    lines += [f"  said: {words}" for words in told.words if "KILL SWITCH" not in words]
    lines += [f"  receipt: {line}" for line in told.receipt]
    lines += [f"  stderr: {line}" for line in told.stderr.splitlines()[:8]]
    return lines + [f"  WRONG: {wrong}" for wrong in told.broken + told.verdict.quarrels[:12]]


def together(names, words):
    """Each in a process of its own; they mostly wait."""
    runs = [subprocess.Popen([sys.executable, __file__, sys.argv[1], name, *words], stdout=subprocess.PIPE, text=True)
            for name in names]
    told = [run.communicate()[0] for run in runs]
    print(HEAD, *[text.removeprefix(HEAD).strip("\n") for text in told], sep="\n")
    codes = [run.returncode for run in runs]
    return 1 if any(code not in (0, 77) for code in codes) else max(codes)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument not in ("--words", "--together")]
    words = [argument for argument in sys.argv[1:] if argument == "--words"]
    if not arguments or any(name not in scenarios for name in arguments[1:]):
        print(__doc__, "names: " + ", ".join(scenarios), file=sys.stderr)
        return 2
    if lacks := screen.missing():
        print("chaos: this machine lacks " + ", ".join(lacks))
        return 77
    names = arguments[1:] or list(scenarios)
    if os.geteuid() != 0:
        for name in [name for name in names if scenarios[name][1].get("small_disk")]:
            print(f"SKIPPED {name}: a small file system of its own takes root")
            names.remove(name)
        if not names:
            return 77
    if "--together" in sys.argv:
        return together(names, words)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        preload = f"{folder}/shift.so"
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", f"{HERE}/trouble/shift.c", "-o", preload, "-ldl"], check=True)
        print(HEAD, flush=True)
        for name in names:
            told = run(arguments[0], name, preload)
            failed += not told.agrees
            print(row(told), flush=True)
            if words or not told.agrees:
                print("\n".join(details(told)), flush=True)
    return 1 if failed else 0


sys.exit(main())

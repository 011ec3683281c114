"""The program as a user runs it, on a screen of its own, before venues that another process serves over lines of ours."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from datetime import datetime, timezone

from trouble import proxy, screen, witness

POSTGRES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "scripts", "postgres")
PAIRS = {"binance-futures": "ETH/USDT-PERP", "kraken": "ETH/USDT"}


class Market:
    """`leadline sim`: ports by venue."""

    def __init__(self, leadline, home, venues):
        self.process = subprocess.Popen(
            [leadline, "sim", "--seed", "7", "--symbol", "ETH/USDT,ETH/USDT-PERP", "--set", "market.venues=" + ",".join(venues)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": home})
        self.ports = {}
        for line in self.process.stdout:
            if told := re.match(r"serving (\S+) .*REST http://127\.0\.0\.1:(\d+)", line):
                self.ports[told[1]] = int(told[2])
            if line.startswith("Ctrl+C"):
                break

    def end(self):
        self.process.terminate()
        self.process.wait(20)


class Signals(threading.Thread):
    """Another program with an opinion every so often on each pair. It does not wait for answers."""

    def __init__(self, path, pairs, every=0.7, shift_ms=lambda: 0):
        super().__init__(daemon=True)
        self.path, self.pairs, self.every, self.shift_ms = path, pairs, every, shift_ms
        self.over = threading.Event()
        self.start()

    def run(self):
        line = None
        number = 0
        while not self.over.wait(self.every):
            try:
                if line is None:
                    line = socket.socket(socket.AF_UNIX)
                    line.connect(self.path)
                    line.setblocking(False)
                for pair in self.pairs:
                    now = datetime.fromtimestamp(time.time() + self.shift_ms() / 1000, timezone.utc)
                    # By turns one that rests and one that takes, of either side.
                    words = {"symbol": pair, "side": ("buy", "sell")[number % 2], "strength": (0.95, 0.7)[number // 2 % 2],
                             "size": "0.1", "id": f"{pair.replace('/', '-')}-{id(self)}-{number}",
                             "time": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
                    line.sendall((json.dumps(words) + "\n").encode())
                number += 1
            except BlockingIOError:
                pass  # nobody reads
            except OSError:
                line = None
            try:
                while line and line.recv(65536):
                    pass
            except OSError:
                pass

    def end(self):
        self.over.set()
        self.join()


class Words(threading.Thread):
    """Everything that the window said in its banner and status bar, in order, each once."""

    def __init__(self, look):
        super().__init__(daemon=True)
        self.look = look
        self.heard = []  # (seconds, words)
        self.began = time.monotonic()
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.3):
            for words in self.look():
                if words and words not in {heard for _, heard in self.heard[-400:]}:
                    self.heard.append((time.monotonic() - self.began, words))

    def end(self):
        self.over.set()
        self.join(30)

    def since(self, moment):
        return [words for at, words in self.heard if at >= moment - self.began]


class Station:
    """A market, lines to it, a screen, and a window that is started by begin()."""

    def __init__(self, leadline, venues=("binance-futures", "kraken"), countdown=60, preload=None, data_only=(), by_name=(),
                 small_disk=False, postgres=False):
        self._folder = tempfile.TemporaryDirectory(prefix="chaos")
        self.home = self._folder.name
        os.chmod(self.home, 0o700)
        self.leadline = leadline
        self.market = Market(leadline, self.home, venues)
        self.lines = {venue: proxy.Line(port, seed) for seed, (venue, port) in enumerate(self.market.ports.items(), 1)}
        self.screen = screen.Screen(self.home)
        self.disk = self._mount() if small_disk else self.home
        self._server = tempfile.mkdtemp(prefix="pg") if postgres else None
        self.journal = witness.Journal(self.postgres("start") if postgres else f"sqlite:{self.disk}/journal.sqlite")
        self.shifted_ms = 0
        self.shift(0)
        self.socket = f"{self.home}/signals"
        self.errors = f"{self.home}/errors"
        self.preload = preload
        self.window = None
        self.signals = None
        self.words = None
        self._bar = None
        self._last = []
        self.traded = [venue for venue in venues if venue not in data_only]
        self._write_settings(venues, countdown, by_name)

    def _mount(self):
        """Sixteen megabytes; root's."""
        os.mkdir(f"{self.home}/disk")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "chaos", f"{self.home}/disk"], check=True)
        return f"{self.home}/disk"

    def remount(self, how):
        """"ro" or "rw"; while nobody writes there."""
        subprocess.run(["mount", "-o", f"remount,{how}", self.disk], check=True)

    def postgres(self, what):
        """Of a server of our own."""
        done = subprocess.run([POSTGRES, what, self._server], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def shift(self, seconds, silent=False):
        """The program's wall clock, and whether its resolver is silent."""
        self.shifted_ms = int(seconds * 1000)
        with open(f"{self.home}/chaos", "r+b" if os.path.exists(f"{self.home}/chaos") else "wb") as out:
            out.write(f"{self.shifted_ms} {int(silent)}".encode().ljust(64))

    def _write_settings(self, venues, countdown, by_name):
        text = ["[market]", 'venues = "' + ",".join(venues) + '"', 'source = "live"', 'symbols = "ETH/USDT-PERP,ETH/USDT"',
                "[orders]", f"countdown_seconds = {countdown}", f'journal = "{self.journal.url}"', 'workstation = "chaos"',
                "[guard]", "max_spread_bps = 0", 'cancel_on_stale = "no"', "[store]", 'record = "no"',
                "[window]", "frames_per_second = 8",  # several windows are painted by two cores
                "[risk]", "duplicate_ms = 0", "max_open_orders = 500", "max_overrides = 10000", "urgent_factor = 1",
                # Strong signals rest, the others take: whatever the market is like.
                "[signal]", 'send = "yes"', f'socket = "{self.socket}"', "strong = 0.9", "calm_stability = 100",
                "balanced_stability = 100", "urgent_stability = 100", "patient_flow = 0", "immediate_flow = 1",
                "thin_resilience = 0", "pressure = 1"]
        for venue in venues:
            host = "localhost" if venue in by_name else "127.0.0.1"
            at = f"{host}:{self.lines[venue].port}"
            text += [f"[{venue.replace('-', '_')}]", f'stream_url = "ws://{at}"', f'rest_url = "http://{at}"']
            text += ['trading = "sim"'] if venue in self.traded else []
        with open(f"{self.home}/leadline.toml", "w", encoding="utf-8") as out:
            out.write("\n".join(text) + "\n")

    def begin(self, wait=True):
        environment = {**os.environ, **self.screen.environment}
        if self.preload:
            environment.update(LD_PRELOAD=self.preload, CHAOS_FILE=f"{self.home}/chaos")
        with open(self.errors, "a", encoding="utf-8") as errors:
            self.window = subprocess.Popen([self.leadline, "--settings", f"{self.home}/leadline.toml", "--live"],
                                           stdout=errors, stderr=errors, env=environment)
        self.words = self.words or Words(self._look)
        if wait:
            self.wait("trading connected", lambda: self.banner().count("trading connected") == len(self.traded), 90)
            time.sleep(1)  # a book of each

    def _look(self):
        """Banner, lights of the venues, journal, passing messages; a window that is gone says nothing."""
        try:
            return self._read()
        except Exception:  # noqa: BLE001: it is gone, or does not answer
            self._bar, self._last = None, []
            return []

    def _read(self):
        found = [self.banner()]
        if self._bar is None:
            self._bar = next(at for at, role, _ in self.screen.walk() if role == "status bar")
        found.append(self.screen.text(self._bar))
        for at in self.screen.children(self._bar):
            text = self.screen.text(at)
            if text and "msg/s" not in text and not text.endswith("UTC"):
                found.append(text)
        self._last = found
        return found

    def banner(self):
        """Its second line: the venues."""
        return self.screen.text(self.screen.find("PAPER - orders go to*", "label")).partition("\n")[2]

    def wait(self, what, holds, seconds):
        end = time.monotonic() + seconds
        why = ""
        while time.monotonic() < end:
            if self.window and self.window.poll() is not None:
                raise RuntimeError(f"the window ended with {self.window.returncode}: {self.stderr()}")
            try:
                if holds():
                    return True
                why = ""
            except Exception as not_yet:  # noqa: BLE001: not there yet
                why = f" ({not_yet!r})"
            time.sleep(0.2)
        raise TimeoutError(f"after {seconds} s still not so: {what}{why}")

    def arm_and_place(self, away=0.02):
        """By hand: a bid and an offer that rest far from the market, at the venue of the chart."""
        self.screen.click("Ladder: Armed")
        self.screen.click("Ticket: Limit")
        for side, factor in (("Buy", 1 - away), ("Sell", 1 + away)):
            before = len(self.open_at_binance())
            self.screen.click(side)
            self.screen.enter("Order size", 0.5)
            self.screen.enter("Limit price", round(witness.binance_bid(self.market.ports["binance-futures"]) * factor, 1))
            button = side.upper() + " 0.5 *"
            self.wait("the ticket's button", lambda button=button: self.screen.find(button, "push button"), 10)
            time.sleep(0.3)
            self.screen.press(button, "push button")
            self.wait("an order of the ticket", lambda before=before: len(self.open_at_binance()) > before, 10)

    def open_at_binance(self):
        return witness.binance_open(self.market.ports["binance-futures"])

    def talk(self):
        self.signals = Signals(self.socket, [PAIRS[venue] for venue in self.traded], shift_ms=lambda: self.shifted_ms)

    def is_well(self):
        """Connected, asked for, written down, and no order is unknown."""
        seen = self._last
        return (self.banner().count("trading connected") == len(self.traded) and "journal written" in seen
                and not any(text.startswith("\u25a0") for text in seen) and not self.journal.states()["unknown"])

    def kill_switch(self, seconds=45):
        """Thrown in the menu; the receipt when nothing is left, or what it says then."""
        self.screen.press("Kill switch on*", "menu item")

        def is_done():
            items = self.screen.items("Receipt of kill and flatten")
            return all("\u2713" in item for item in items) and "nothing is working anywhere" in items[-1]
        try:
            self.wait("the receipt is complete", is_done, seconds)
        except TimeoutError:
            pass
        return self.screen.items("Receipt of kill and flatten")

    def stop_window(self):
        if self.window:
            self.window.kill()
            self.window.wait(20)
            self.window = None
            self._bar, self._last = None, []
            self.screen.forget()

    def accounts(self):
        """Of the venues, once the window is gone."""
        ask = {"binance-futures": witness.binance, "kraken": witness.kraken}
        ids = self.journal.rows("SELECT client_id, venue FROM orders")
        return {venue: ask[venue](self.market.ports[venue], {row["client_id"] for row in ids if row["venue"] == venue})
                for venue in self.traded}

    def stderr(self):
        with open(self.errors, encoding="utf-8") as told:
            return told.read().strip()

    def end(self):
        if self.signals:
            self.signals.end()
        if self.words:
            self.words.end()
        self.stop_window()
        for line in self.lines.values():
            line.end()
        self.market.end()
        self.screen.end()
        if self.disk != self.home:
            subprocess.run(["umount", "-l", self.disk], check=True)
        if self._server:
            self.postgres("stop")
            shutil.rmtree(self._server)
        self._folder.cleanup()

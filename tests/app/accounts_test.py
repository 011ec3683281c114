#!/usr/bin/env python3
"""`positions` and `orders` as a user meets them: bad input, missing keys, a venue that is not there, and served embedded
markets on which this program and somebody else have traded.

usage: accounts_test.py LEADLINE
"""
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal

leadline = sys.argv[1]
home = tempfile.TemporaryDirectory()
environment = {k: v for k, v in os.environ.items() if not k.startswith("LEADLINE_") and "__" not in k}
environment.update(HOME=home.name, XDG_CONFIG_HOME=home.name, XDG_DATA_HOME=home.name)
checks = failures = 0


def expect(what, holds, seen=""):
    global checks, failures
    checks += 1
    if not holds:
        failures += 1
        print(f"FAILED: {what}: {seen}", file=sys.stderr)


def run(*arguments, **more):
    return subprocess.run([leadline, *arguments], capture_output=True, text=True, timeout=60, env={**environment, **more})


def refuses(what, words, *arguments, code=2, **more):
    done = run(*arguments, **more)
    lines = done.stderr.strip().split("\n")
    expect(what, done.returncode == code and len(lines) == 1 and words in lines[0] and done.stdout == "",
           f"{done.returncode}: {done.stderr!r} {done.stdout!r}")


class Market:
    """`leadline sim`: ports by venue."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([leadline, "sim", *arguments], stdout=subprocess.PIPE, text=True, env=environment)
        self.ports = {}
        for line in self.process.stdout:
            told = re.match(r"serving (\S+) .*REST http://127\.0\.0\.1:(\d+)", line)
            if told:
                self.ports[told[1]] = int(told[2])
            if line.startswith("Ctrl+C"):
                break

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def at(self, venue):
        return ("--connect", f"{venue}={self.ports[venue]}")

    def call(self, venue, method, path, form="", headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports[venue]}{path}{form and '?'}{form}", method=method,
                                         headers=headers or {})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def futures(self, method, path, **fields):
        """Another client of the futures venue."""
        return self.binance("binance-futures", method, path, **fields)

    def binance(self, venue, method, path, **fields):
        form = "&".join(f"{k}={v}" for k, v in {**fields, "timestamp": int(time.time() * 1000)}.items())
        seal = hmac.new(b"embedded-secret", form.encode(), hashlib.sha256).hexdigest()
        return self.call(venue, method, path, f"{form}&signature={seal}", {"X-MBX-APIKEY": "embedded-key"})


def told(command, *arguments):
    done = run(command, *arguments, "--json")
    expect(f"{command} {' '.join(arguments)}", done.returncode == 0 and done.stderr == "", f"{done.returncode}: {done.stderr}")
    return json.loads(done.stdout)["venues"] if done.returncode == 0 else []


def bad_input():
    for command in ("positions", "orders"):
        expect(f"{command} --help", run(command, "--help").returncode == 0)
        refuses("nowhere to ask", "trading is off at every venue", command)
        refuses("no such venue", "--venue moon: no such venue", command, "--venue", "moon")
        refuses("a venue without a trading side", "cannot be traded at", command, "--venue", "okx")
        refuses("trading is off there", "kraken.trading or --environment says where: live", command, "--venue", "kraken")
        refuses("no such environment", "--environment moon: kraken has live", command, "--venue", "kraken",
                "--environment", "moon")
        refuses("no embedded market there", "kraken.rest_url = https://api.kraken.com: no embedded market", command,
                "--venue", "kraken", "--environment", "embedded")
        for port in ("70000", "kraken=", "x=1", "kraken=12x"):
            refuses(f"--connect {port}", "x" if port == "x=1" else f"--connect {port}", command, "--connect", port)
        # The key that is missing, and how it is set.
        refuses("no key", "kraken: no key: set LEADLINE_KRAKEN_KEY and LEADLINE_KRAKEN_SECRET", command, "--venue",
                "kraken", "--environment", "live")
        refuses("no key, by the setting", "set LEADLINE_BINANCE_FUTURES_KEY and LEADLINE_BINANCE_FUTURES_SECRET", command,
                "--set", "binance_futures.trading=demo")
        refuses("half a key", "no key: set LEADLINE_ALPACA_KEY", command, "--venue", "alpaca", "--environment", "paper",
                LEADLINE_ALPACA_KEY="k")
    refuses("no journal", "journal", "positions", "--connect", "kraken=9", "--journal", "moon:1")
    done = run("positions", "--connect", "kraken=9", "--json")
    expect("nobody there", done.returncode == 1 and done.stderr.startswith("leadline: kraken: ")
           and json.loads(done.stdout) == {"venues": []}, done.stderr)


def coins(market):
    futures, kraken = market.at("binance-futures"), market.at("kraken")
    expect("nothing is held", told("positions", *futures)[0]["positions"] == [])
    expect("nothing works", told("orders", *futures)[0]["orders"] == [])
    expect("in words", "nothing is held" in run("positions", *futures).stdout)
    expect("in words", "nothing is working" in run("orders", *futures).stdout)

    # Ours: a program that trades until it is killed; its orders are left to be found.
    mark = market.call("binance-futures", "GET", "/fapi/v1/depth", "symbol=ETHUSDT&limit=5")["bids"][0][0]
    journal = "sqlite:" + os.path.join(home.name, "coins.sqlite")
    words = ["campaign", "--worker", "--journal", journal, "--seed", "7", "--mid", mark]
    for venue in ("binance-futures", "kraken"):
        words += ["--connect", f"{venue}=127.0.0.1:{market.ports[venue]}"]
    worker = subprocess.Popen([leadline, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    end = time.monotonic() + 20
    while time.monotonic() < end and not told("orders", *futures)[0]["orders"]:
        pass
    worker.kill()
    worker.wait()
    rows = told("orders", *futures)[0]["orders"]
    expect("its orders are ours", rows and all(row["ours"] and row["client_id"].startswith("LL") for row in rows), rows)
    expect("with what they are", all(row["symbol"] == "ETHUSDT" and Decimal(row["size"]) > 0 and Decimal(row["price"]) > 0
                                     and row["side"] in ("buy", "sell") and 0 <= row["age_s"] < 60 for row in rows), rows)
    settled = subprocess.run([leadline, *words, "--settle"], capture_output=True, env=environment, timeout=100)
    expect("it settles", settled.returncode == 0, settled.stderr)
    for where in (futures, kraken):
        expect("nothing works any more", told("orders", *where)[0]["orders"] == [])

    # The venue's number, ours, and no difference.
    before = Decimal(0)
    for row in told("positions", *futures, "--journal", journal)[0]["positions"]:
        expect("ours is the venue's", row["name"] == "ETHUSDT" and row["venue"] == row["ours"] and row["difference"] == "0",
               row)
        before = Decimal(row["venue"])
    coin = [row for row in told("positions", *kraken, "--journal", journal)[0]["positions"] if row["name"] == "ETH"][0]
    start = Decimal(coin["difference"])
    expect("coins that were there before are not ours", start > 0 and start == Decimal(coin["venue"]) - Decimal(coin["ours"]),
           coin)
    expect("without a journal nothing is ours",
           all(Decimal(row["ours"]) == 0 for row in told("positions", *kraken)[0]["positions"]))

    # Somebody else: a position, a stop, and a limit order.
    market.futures("POST", "/fapi/v1/order", symbol="ETHUSDT", side="BUY", type="MARKET", quantity="1.5")
    low = f"{float(mark) * 0.9:.1f}"
    market.futures("POST", "/fapi/v1/order", symbol="ETHUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
                   quantity="0.1", price=low, newClientOrderId="theirs")
    market.futures("POST", "/fapi/v1/algoOrder", algoType="CONDITIONAL", symbol="ETHUSDT", side="SELL",
                   type="STOP_MARKET", closePosition="true", triggerPrice=low)
    row = told("positions", *futures, "--journal", journal)[0]["positions"][0]
    expect("the difference is what somebody else holds", Decimal(row["difference"]) == Decimal("1.5")
           and Decimal(row["ours"]) == before and Decimal(row["venue"]) == before + Decimal("1.5"), row)
    rows = told("orders", *futures)[0]["orders"]
    stop = [row for row in rows if row["conditional"]]
    limit = [row for row in rows if not row["conditional"]]
    expect("both are there", len(stop) == 1 and len(limit) == 1 and not any(row["ours"] for row in rows), rows)
    expect("the limit order", limit[0]["client_id"] == "theirs" and Decimal(limit[0]["price"]) == Decimal(low), limit)
    expect("the stop", Decimal(stop[0]["trigger"]) == Decimal(low) and stop[0]["closes_position"], stop)
    words = run("orders", *futures).stdout
    expect("in words", "another client: theirs" in words and "STOP_MARKET" in words and low in words, words)
    words = run("positions", *futures, "--journal", journal).stdout
    expect("in words", "ETHUSDT" in words and "1.5" in words and "our fills" in words, words)

    # The same markets by the addresses of the settings.
    served = [word for venue in ("binance-futures", "kraken") for word in
              ("--set", f"{venue.replace('-', '_')}.rest_url=http://127.0.0.1:{market.ports[venue]}")]
    venues = told("orders", *served)
    expect("all that are served", [v["venue"] for v in venues] == ["binance-futures", "kraken"]
           and len(venues[0]["orders"]) == 2, venues)
    expect("--venue names one", [v["venue"] for v in told("orders", *served, "--venue", "kraken")] == ["kraken"])


def fees_in_coins(market):
    """Who buys on spot pays in what was bought: our number is what the account has more."""
    spot = market.at("binance-spot")
    before = Decimal([row for row in told("positions", *spot)[0]["positions"] if row["name"] == "ETH"][0]["venue"])
    mark = market.call("binance-spot", "GET", "/api/v3/depth", "symbol=ETHUSDT&limit=5")["bids"][0][0]
    journal = "sqlite:" + os.path.join(home.name, "spot.sqlite")
    words = ["campaign", "--worker", "--journal", journal, "--seed", "7", "--mid", mark,
             "--connect", f"binance-spot=127.0.0.1:{market.ports['binance-spot']}"]

    def fees():
        """Taken of the coin from us; an account of its own trades nothing else."""
        trades = market.binance("binance-spot", "GET", "/api/v3/myTrades", symbol="ETHUSDT", limit=1000)
        return sum(Decimal(trade["commission"]) for trade in trades if trade["commissionAsset"] == "ETH")

    worker = subprocess.Popen([leadline, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    end = time.monotonic() + 30
    while time.monotonic() < end and fees() == 0:
        told("orders", *spot)
    worker.kill()
    worker.wait()
    settled = subprocess.run([leadline, *words, "--settle"], capture_output=True, env=environment, timeout=100)
    expect("it settles", settled.returncode == 0, settled.stderr)
    expect("a fee was paid in the coin", fees() > 0)
    row = [row for row in told("positions", *spot, "--journal", journal)[0]["positions"] if row["name"] == "ETH"][0]
    expect("what we hold is what the account has more, fees and all",
           Decimal(row["ours"]) == Decimal(row["venue"]) - before and Decimal(row["difference"]) == before, (row, before))


def stocks(market):
    alpaca = market.at("alpaca")
    plan = os.path.join(home.name, "plan.json")
    with open(plan, "w", encoding="utf-8") as out:
        json.dump({"trades": [{"symbol": "AAPL", "side": "buy", "shares": 3}]}, out)
    journal = ("--set", "orders.journal=sqlite:" + os.path.join(home.name, "j.sqlite"))
    bought = run("rebalance", plan, "--connect", str(market.ports["alpaca"]), "--speed", "20", "--urgency", "high", "--json",
                 "--set", "execution.deadline_minutes=2", *journal)
    expect("bought", bought.returncode == 0, bought.stderr[-300:])
    headers = {"APCA-API-KEY-ID": "embedded-key", "APCA-API-SECRET-KEY": "embedded-secret",
               "Content-Type": "application/json"}
    order = json.dumps({"symbol": "KO", "qty": "1", "side": "buy", "type": "limit", "time_in_force": "day",
                        "limit_price": "1.00", "client_order_id": "theirs"}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{market.ports['alpaca']}/v2/orders", order,
                                                       headers), timeout=5):
        pass
    row = told("positions", *alpaca, *journal)[0]["positions"][0]
    expect("the journal of the settings", row["name"] == "AAPL" and row["venue"] == row["ours"] == "3", row)
    row = told("orders", *alpaca)[0]["orders"][0]
    expect("by the venue's clock", row["client_id"] == "theirs" and not row["ours"] and 0 <= row["age_s"] < 120, row)


bad_input()
with Market("--set", "market.venues=binance-futures,kraken") as market:
    coins(market)
with Market("--set", "market.venues=binance-spot") as market:
    fees_in_coins(market)
with Market("--equities", "--start", "10:00:00", "--speed", "20") as market:
    stocks(market)
print(f"{checks - failures} passed, {failures} failed")
sys.exit(1 if failures else 0)

"""Who is asked what became of the orders: the journal, and the venues themselves with requests of our own."""
import base64
import csv
import hashlib
import hmac
import io
import json
import sqlite3
import subprocess
import time
import urllib.request
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal

FINAL_AT_VENUE = {"FILLED": "filled", "CANCELED": "cancelled", "EXPIRED": "cancelled", "EXPIRED_IN_MATCH": "cancelled",
                  "closed": "filled", "canceled": "cancelled", "expired": "cancelled"}


@dataclass
class VenueOrder:
    client: str
    status: str
    filled: Decimal


@dataclass
class Account:
    """What a venue says: its orders of ours by their own ids, executions, and what still works."""
    orders: list = field(default_factory=list)
    fills: dict = field(default_factory=dict)  # execution: size
    open: list = field(default_factory=list)
    position: Decimal | None = None


def _ask(request):
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _binance(port, path, **fields):
    form = "&".join(f"{k}={v}" for k, v in {**fields, "timestamp": int(time.time() * 1000)}.items())
    seal = hmac.new(b"embedded-secret", form.encode(), hashlib.sha256).hexdigest()
    return _ask(urllib.request.Request(f"http://127.0.0.1:{port}{path}?{form}&signature={seal}",
                                       headers={"X-MBX-APIKEY": "embedded-key"}))


def binance_open(port):
    """Beside the program: it disturbs nobody."""
    return [order["clientOrderId"] for order in _binance(port, "/fapi/v1/openOrders", symbol="ETHUSDT")]


def binance_bid(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/fapi/v1/depth?symbol=ETHUSDT&limit=5", timeout=10) as answer:
        return float(json.load(answer)["bids"][0][0])


def binance(port, _ids):
    told = Account()
    for order in _binance(port, "/fapi/v1/allOrders", symbol="ETHUSDT", limit=1000):
        told.orders.append(VenueOrder(order["clientOrderId"], order["status"], Decimal(order["executedQty"])))
    for trade in _binance(port, "/fapi/v1/userTrades", symbol="ETHUSDT", limit=1000):
        told.fills[str(trade["id"])] = Decimal(trade["qty"])
    told.open = binance_open(port)
    for row in _binance(port, "/fapi/v3/positionRisk", symbol="ETHUSDT"):
        told.position = (told.position or Decimal(0)) + Decimal(row["positionAmt"])
    return told


def kraken(port, ids):
    """By our own ids, since a list has the newest fifty alone. Once the program is gone: its nonces must be larger than those of any other client of the key."""
    secret = base64.b64decode("ZW1iZWRkZWQtc2VjcmV0")

    def call(name, more="", none=None):
        path, nonce = f"/0/private/{name}", str(time.time_ns() * 4)
        body = f"nonce={nonce}{more}"
        seal = hmac.new(secret, path.encode() + hashlib.sha256((nonce + body).encode()).digest(), hashlib.sha512).digest()
        answer = _ask(urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body.encode(), headers={
            "API-Key": "embedded-key", "API-Sign": base64.b64encode(seal).decode()}))
        if none is not None and answer["error"] == ["EOrder:Unknown order"]:
            return none
        if answer["error"]:
            raise RuntimeError(f"kraken {name}: {answer['error']}")
        return answer["result"]

    told = Account()
    open_orders = call("OpenOrders")["open"].values()
    listed = {txid: order for name in ("open", "closed") for txid, order in call(name.title() + "Orders")[name].items()}
    for client in ids - {order["cl_ord_id"] for order in listed.values()}:
        listed.update(call("QueryOrders", f"&cl_ord_id={client}", {}))
    for order in listed.values():
        told.orders.append(VenueOrder(order["cl_ord_id"], order["status"], Decimal(order["vol_exec"])))
    while page := call("TradesHistory", f"&ofs={len(told.fills)}")["trades"]:
        told.fills |= {trade: Decimal(row["vol"]) for trade, row in page.items()}
    told.open = [order["cl_ord_id"] for order in open_orders]
    return told


class Journal:
    """SQLite's file, or a PostgreSQL, read beside the program that writes it."""

    def __init__(self, url):
        self.url = url

    def rows(self, statement):
        if self.url.startswith("sqlite:"):
            with closing(sqlite3.connect(f"file:{self.url[7:]}?mode=ro", uri=True, timeout=5)) as database:
                database.row_factory = sqlite3.Row
                return [dict(row) for row in database.execute(statement)]
        done = subprocess.run(["psql", "--csv", "-c", statement, self.url], capture_output=True, text=True, check=True)
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def states(self):
        return Counter(row["state"] for row in self.rows("SELECT state FROM orders"))

    def were_unknown(self):
        return int(self.rows("SELECT COUNT(DISTINCT client_id) AS n FROM events WHERE state = 'unknown'")[0]["n"])


@dataclass
class Verdict:
    sent: int = 0
    filled: int = 0
    never_arrived: int = 0
    fills: int = 0
    doubled: int = 0
    lost: int = 0
    left: int = 0
    quarrels: list = field(default_factory=list)

    @property
    def agrees(self):
        return not (self.doubled or self.lost or self.left or self.quarrels)


def compare(journal, accounts):
    """Order by order and fill by fill. `accounts`: by venue."""
    seen = Verdict()
    rows = journal.rows("SELECT client_id, venue, state, is_open, filled FROM orders")
    fills = journal.rows("SELECT venue, execution, size FROM fills")
    for row in journal.rows("SELECT signal_id, COUNT(*) AS n FROM decisions WHERE client_id <> '' AND signal_id <> '' "
                            "GROUP BY signal_id HAVING COUNT(*) > 1"):
        seen.doubled += int(row["n"]) - 1
        seen.quarrels.append(f"signal {row['signal_id']} was sent {row['n']} times")
    for venue, account in accounts.items():
        ours = {row["client_id"]: row for row in rows if row["venue"] == venue}
        there = Counter(order.client for order in account.orders)
        seen.doubled += sum(count - 1 for count in there.values())
        stray = [client for client in there if client not in ours]
        seen.doubled += len(stray)
        seen.quarrels += [f"{venue}: {client} is not in the journal" for client in stray]
        known = {row["execution"]: Decimal(row["size"]) for row in fills if row["venue"] == venue}
        lost = {execution for execution, size in account.fills.items() if known.get(execution) != size}
        seen.lost += len(lost)
        seen.quarrels += [f"{venue}: fill {execution} is not in the journal" for execution in sorted(lost)]
        seen.quarrels += [f"{venue}: fill {execution} is in the journal alone"
                          for execution in sorted(known.keys() - account.fills.keys())]
        seen.left += len(account.open)
        seen.quarrels += [f"{venue}: {client} still works there" for client in account.open]
        seen.sent += len(ours)
        seen.fills += len(known)
        by_client = {order.client: order for order in account.orders}
        for client, row in ours.items():
            seen.filled += row["state"] == "filled"
            order = by_client.get(client)
            if order is None:
                seen.never_arrived += 1
                if row["state"] not in ("rejected", "cancelled", "expired") or Decimal(row["filled"]):
                    seen.quarrels.append(f"{venue}: {client} is {row['state']} here and unknown there")
                continue
            theirs = FINAL_AT_VENUE.get(order.status, order.status)
            ours_is = "cancelled" if row["state"] == "expired" else row["state"]
            if theirs != ours_is or Decimal(row["filled"]) != order.filled:
                seen.quarrels.append(f"{venue}: {client} is {row['state']}, {row['filled']} filled here, {order.status}, "
                                     f"{order.filled} there")
        if account.position is not None:
            held = journal.rows(f"SELECT size FROM positions WHERE venue = '{venue}'")
            mine = sum((Decimal(row["size"]) for row in held), Decimal(0))
            if mine != account.position:
                seen.quarrels.append(f"{venue}: holds {account.position}, the journal {mine}")
    return seen

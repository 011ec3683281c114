# SPDX-License-Identifier: MIT
"""A recording of Binance's futures read slowly: its book, and what becomes of an order that rests in it."""
import json


def messages(tape):
    """(event time in ns, message) of every line, as the venue stamped them."""
    for line in tape.read_text().splitlines():
        data = json.loads(line.split(" ", 1)[1])
        data = data.get("data", data)
        yield (data.get("T") or data["E"]) * 1_000_000, data


class Book:
    """The recording's book, level by level."""

    def __init__(self):
        self.sides, self.last = ({}, {}), None

    def apply(self, data):
        if "lastUpdateId" in data:
            self.sides = tuple({float(p): float(q) for p, q in data[side] if float(q)} for side in ("bids", "asks"))
            self.last = data["lastUpdateId"]
        elif data.get("e") == "depthUpdate" and self.last is not None and data["u"] >= self.last:
            for side, changes in zip(self.sides, (data["b"], data["a"])):
                for price, size in changes:
                    side[float(price)] = float(size)
                    if not float(size):
                        del side[float(price)]

    def touch(self):
        return max(self.sides[0]), min(self.sides[1])

    def mid(self):
        return sum(self.touch()) / 2

    def take(self, buy, size):
        """Value of a market order, and what was left."""
        levels = sorted(self.sides[1].items()) if buy else sorted(self.sides[0].items(), reverse=True)
        value = 0
        for price, there in levels:
            part = min(there, size)
            value, size = value + part * price, size - part
            if size < 1e-9:
                break
        return value, size


class Resting:
    """An order at the touch, and what stands before it."""
    MAKER, TAKER = 2, 5  # bps that Binance publishes for its futures

    def __init__(self, buy, price, size, queue, proportional):
        self.buy, self.price, self.left, self.ahead, self.proportional = buy, price, size, queue, proportional
        self.level, self.explained, self.taken, self.value, self.fees, self.late = queue, 0.0, {}, 0.0, 0.0, 0.0

    def fill(self, size):
        size = min(size, self.left)
        self.left -= size
        self.value += size * self.price
        self.fees += size * self.price * self.MAKER * 1e-4

    def trade(self, price, size, sold):
        if sold != self.buy or (price > self.price if self.buy else price < self.price):
            return
        if price != self.price:
            self.ahead = self.level = self.explained = 0.0
            self.fill(size)
            return
        eaten = min(self.ahead, size)
        self.ahead -= eaten
        self.explained += size
        self.fill(size - eaten)

    def book_moved(self, book):
        if self.proportional:
            now = book.sides[0 if self.buy else 1].get(self.price, 0.0)
            before = max(0.0, self.level - self.explained)
            if now < before:
                self.ahead *= now / before
            self.level, self.explained, self.ahead = now, 0.0, min(self.ahead, now)
        other = book.sides[1 if self.buy else 0]
        self.taken = {price: min(size, other.get(price, 0.0)) for price, size in self.taken.items() if price in other}
        for price in sorted(other, reverse=not self.buy):
            if (price > self.price if self.buy else price < self.price) or self.left < 1e-9:
                break
            size = min(other[price] - self.taken.get(price, 0.0), self.left)
            self.taken[price] = self.taken.get(price, 0.0) + size
            self.fill(size)

    def rest_at_market(self, book):
        if self.left > 1e-9:
            value, left = book.take(self.buy, self.left)
            assert left < 1e-9
            self.value, self.fees, self.late, self.left = self.value + value, self.fees + value * self.TAKER * 1e-4, self.left, 0.0

    def hear(self, data, book):
        """A message that the book has taken already."""
        if data.get("e") == "trade":
            self.trade(float(data["p"]), float(data["q"]), bool(data["m"]))
        elif data.get("e") == "depthUpdate":
            self.book_moved(book)

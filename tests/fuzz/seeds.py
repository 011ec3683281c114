#!/usr/bin/env python3
"""Writes inputs to begin with: seeds.py FOLDER [HARNESS ...] makes FOLDER/HARNESS/*.

They are texts of the tests, packets and files made here, and, where ../shared/data lies beside the repository, messages
of its venues. --own leaves those of ../shared out: what is kept in tests/fuzz/corpus is our own.
"""
import argparse
import bz2
import gzip
import hashlib
import json
import os
import pathlib
import re
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("LEADLINE_SHARED_DATA", ROOT.parent / "shared" / "data"))
LONGEST = 4096
MOST = 400

LITERAL = re.compile(r'R"(\w*)\((.*?)\)\1"|"((?:[^"\\\n]|\\.)*)"', re.S)


def texts_of(source):
    """The string literals of a C++ source; those beside each other are one."""
    found, last = [], None
    for match in LITERAL.finditer(source):
        if match[2] is not None:
            text = match[2]
        else:
            try:
                text = match[3].encode("latin-1", "ignore").decode("unicode_escape").encode("latin-1", "ignore").decode(
                    "utf-8", "ignore")
            except UnicodeDecodeError:
                continue
        if last is not None and not source[last:match.start()].strip():
            found[-1] += text
        else:
            found.append(text)
        last = match.end()
    return found


def test_texts(pattern):
    found = []
    for path in sorted((ROOT / "tests").rglob("*")):
        if path.suffix in (".cpp", ".h") and re.search(pattern, str(path.relative_to(ROOT)), re.I):
            found += texts_of(path.read_text(errors="ignore"))
    return found


def is_json(text):
    return text.lstrip()[:1] in ("{", "[") and len(text) > 8


def compact(text):
    try:
        return json.dumps(json.loads(text), separators=(",", ":"))
    except ValueError:
        return text.replace("\n", " ")


def documents(path):
    """The JSON of a file: a document, or one a line, whatever stands before it."""
    try:
        text = path.read_text(errors="ignore")
    except OSError:
        return
    if path.suffix in (".json", ".txt") and is_json(text):
        try:
            json.loads(text)
        except ValueError:
            pass
        else:
            yield compact(text)
            return
    for line in text.splitlines()[:400]:
        begin = min((i for i in (line.find("{"), line.find("[")) if i >= 0), default=-1)
        if begin >= 0:
            yield line[begin:]


def shared_texts(folder, pattern, own):
    if own:
        return []
    found = []
    for path in sorted((SHARED / folder).rglob("*")):
        if path.is_file() and path.suffix not in (".gz", ".zst", ".zip") and re.search(pattern, str(path), re.I):
            found += documents(path)
    return found


def various(texts, most=MOST):
    """A few of each shape: messages that differ in their numbers alone teach nothing."""
    count, kept = {}, []
    for text in texts:
        if len(text) > LONGEST:
            continue
        shape = (tuple(sorted(set(re.findall(r'"([a-zA-Z_]+)"', text)))), len(text).bit_length())
        count[shape] = count.get(shape, 0) + 1
        if count[shape] <= 2:
            kept.append(text)
    return kept[:most]


def shared_files(pattern, own, longest=LONGEST):
    if own:
        return []
    return [path.read_bytes()[:longest] for path in sorted(SHARED.rglob("*"))
            if path.is_file() and re.search(pattern, str(path))]


# Packets of IEX and captures of them

def iex_segment(protocol, messages, first=1, session=1150681088, channel=1):
    payload = b"".join(struct.pack("<H", len(one)) + one for one in messages)
    return struct.pack("<BBHIIHHQQq", 1, 0, protocol, channel, session, len(payload), len(messages), 0, first,
                       TIME) + payload


TIME = 1_480_617_000_000_000_000


def iex_packets():
    def head(kind, mark, symbol=b"ZIEXT"):
        return struct.pack("<cBq8s", kind, mark, TIME, symbol.ljust(8))

    quote = head(b"Q", 0) + struct.pack("<IqqI", 100, 990500, 990700, 200)
    trade = head(b"T", 0) + struct.pack("<Iqq", 100, 990600, 429974)
    bid = head(b"8", 1) + struct.pack("<Iq", 100, 990500)
    ask = head(b"5", 1) + struct.pack("<Iq", 300, 990700)
    part = head(b"8", 0) + struct.pack("<Iq", 0, 990500)
    event = struct.pack("<cBq", b"S", ord("O"), TIME)
    directory = head(b"D", 0x80) + struct.pack("<IqB", 100, 990500, 1)
    halt = head(b"H", ord("H")) + b"T1  "
    operational = head(b"O", ord("O"))
    official = head(b"X", ord("Q")) + struct.pack("<q", 990500)
    broken = head(b"B", 0) + struct.pack("<Iqq", 100, 990600, 429974)
    sale, retail, security = head(b"P", 1) + b"A", head(b"I", ord("B")), head(b"E", ord("O"))
    auction = head(b"A", ord("O")) + struct.pack("<IqqIBBIqqqq", 100000, 991000, 993000, 10000, 66, 0, 1480617000,
                                                 990000, 992000, 900000, 1100000)
    tops = [event, directory, halt, quote, trade, operational, official, broken, sale, retail, auction]
    deep = [event, directory, halt, bid, ask, part, trade, operational, security, official, auction]
    yield [iex_segment(0x8003, tops), iex_segment(0x8003, [quote, trade], first=len(tops) + 1)]
    yield [iex_segment(0x8004, deep), iex_segment(0x8004, [bid, ask], first=len(deep) + 1)]
    yield [iex_segment(0x8004, [bid]), iex_segment(0x8004, [ask, trade], first=7), iex_segment(0x8004, [], first=9)]
    yield [iex_segment(0x8004, [bid, part]), iex_segment(0x8004, [ask], session=2), iex_segment(0x8003, [quote])]


def framed(packets):
    return b"".join(struct.pack("<H", len(one)) + one for one in packets)


def udp(payload, tags=b""):
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 28 + len(payload), 7, 0, 64, 17, 0, 0x17E29B84, 0xE9D71504)
    return bytes(12) + tags + b"\x08\x00" + ip + struct.pack(">HHHH", 34444, 10378, 8 + len(payload), 0) + payload


def pcap(frames, order="<", magic=0xA1B2C3D4):
    made = struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 65535, 1)
    for frame in frames:
        made += struct.pack(order + "IIII", 1480617000, 5, len(frame), len(frame)) + frame
    return made


def pcapng(frames, order="<"):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))

    made = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    made += block(1, struct.pack(order + "HHI", 1, 0, 0) + struct.pack(order + "HHB3x", 9, 1, 9))
    for frame in frames:
        made += block(6, struct.pack(order + "IIIII", 0, TIME >> 32, TIME & 0xFFFFFFFF, len(frame), len(frame)) + frame)
        made += block(3, struct.pack(order + "I", len(frame)) + frame)
    return made


def zstd(data, *options):
    done = subprocess.run(["zstd", "-q", "-c", *options], input=data, capture_output=True)
    return done.stdout


def recordings():
    line = b'1723161256303123456 {"stream":"ethusdt@trade","data":{"e":"trade","s":"ETHUSDT","p":"2000.10"}}\n'
    lines = line * 3 + b"1723161256303123457 https://fapi.binance.com/depth?symbol=ETHUSDT -> {\"lastUpdateId\":5}\n" + line
    yield from (lines, b"\xef\xbb\xbf" + lines, lines.replace(b"\n", b"\r\n"), b"no line\n" + lines)
    yield from (gzip.compress(lines), gzip.compress(lines)[:-9], gzip.compress(lines) + gzip.compress(line))
    yield from (gzip.compress(lines, 0), bz2.compress(lines))
    try:
        yield from (zstd(lines), zstd(lines)[:-5], zstd(lines) + zstd(line), zstd(lines, "--no-check"),
                    b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd" + zstd(lines))
    except OSError:
        pass
    for packets in iex_packets():
        frames = [udp(one) for one in packets]
        yield from (pcap(frames), pcap(frames, ">"), pcap(frames, magic=0xA1B23C4D), pcapng(frames), pcapng(frames, ">"))
        yield from (gzip.compress(pcap(frames)), pcap([udp(packets[0], b"\x81\x00\x20\x65")]))


# What each harness begins with

def tapes(own):
    for pattern in ("binance", "kraken", "coinbase", "okx", "bybit", "bitstamp"):
        texts = [t for t in test_texts(pattern + ".*decoder|" + pattern + "_test") if is_json(t)]
        texts = various(compact(text) for text in texts)
        for text in texts:
            yield ("1723161256303 " + text + "\n").encode()
        yield "".join("1723161256303 " + text + "\n" for text in texts[:20]).encode()
    if not own:
        for path in sorted((SHARED / "field").rglob("*.txt")):
            lines = path.read_bytes().splitlines(keepends=True)
            if len(lines) > 3:
                yield b"".join(lines[:12])[:2 * LONGEST]


def decoder(tests, shared):
    def make(own):
        texts = [compact(text) for text in test_texts(tests) if is_json(text)]
        texts += shared_texts("conformance", shared, own) + shared_texts("field", shared, own)
        texts += shared_texts("captures", shared, own)
        return [text.encode() for text in various(texts)]
    return make


def trading(tests, shared):
    letters = [chr(ord("A") + i) for i in range(19)]

    def make(own):
        texts = [compact(text) for text in test_texts(tests) if is_json(text)]
        made = []
        for text in various(texts + shared_texts("conformance", shared, own), 150):
            made.append("<" + text)
            if len(text) < 600:
                made.append("\n".join(letter + "A" + text for letter in letters))
                made.append("\n".join(letter + "B" + text for letter in letters))
            else:
                made += [letter + "A" + text for letter in letters[::3]]
        return [text.encode() for text in made]
    return make


def answers(own):
    texts = [compact(t) for t in test_texts(r"venues/|support/|feeds/|alpaca|polygon") if is_json(t)]
    texts = various(texts, 150) + various(shared_texts("conformance", r"jkorf.*(ExchangeInfo|Symbol|Product|Asset)|polygon"
                                          r"|alpaca|fixtures", own), 150)
    return [(letter + text).encode() for text in texts for letter in "ABCDEFGHI"][:2000]


def lists(pattern, *prefixes, tests=None):
    def make(own):
        made = [text.encode() for text in test_texts(tests) if "\n" in text or len(text) > 12]
        made += shared_files(pattern, own)
        return [prefix + one for one in made for prefix in (prefixes or (b"",))]
    return make


def numbers(_own):
    return [text.encode() for text in ("0", "-1.5", "2683.80000000", "0.000000001", "9223372036.854775807", "1e-7", "5.",
            ".5", "1000000000000000000", "170141183460469231731.687303715884105727", "1.5E+3", "00012.50", "nan", "inf")]


def names(_own):
    return [text.encode() for text in ("BTC/USDT", "BTC/USDT-PERP", "BTC/USD-PERP", "BTC/USDT-20261225", "AAPL", "BRK.B",
            "ETHUSDT", "BTCUSD_PERP", "BTCUSD_250926", "XBT/USD", "ETH-USD", "BTC-USDT-SWAP", "USD=USDT=USDC, EUR=EURC",
            "2023-10-06T17:35:55.440295Z", "2023-10-06T17:35:55-04:00", "1618678123.481570", "\u00e9\ufffd")]


def journal_rows():
    order = ("LL0000000000001", "kraken", "ETH/USD", "buy", "post-only", "2000.5", "1.25", "working", "O1", "0.25", "500",
             "0.5", "0.25", "2000.4", "#1700000000000000000", "#1700000000000000000", "#10", "#0", "#0", "#0", "#0", "",
             "live", "", "", "#0", "net", "")
    position = ("kraken", "ETH/USD", "-1.5", "3000", "-12.5", "0.25", "#19000", "#5", "live")
    return [b"A" + "\n".join(order).encode(), b"B" + "\n".join(position).encode()]


def models(own):
    text = test_texts("support/model_text.h")
    parts = dict(names='["obi","spread_bps"]', attributes='{"leadline.range.obi":"-0.5,0.5"}', output="0", leaf="2.0",
                 leftChild="1", splitFeature="0", columns="2", booster="gbtree", boosterMore="", baseScore="5E-1",
                 targets="1", objective="binary:logistic")
    source = (ROOT / "tests/support/model_text.h").read_text()
    body = source[source.index("return R\"(") + 6:source.rindex("})\";") + 4]
    made = "".join(m[2] if m[2] is not None else parts.get(m[4] or "", m[3] or "")
                   for m in re.finditer(r'R"(\w*)\((.*?)\)\1"|\'(.)\'|(\w+)', body, re.S))
    return [made.encode()] + [t.encode() for t in text if len(t) > 200] + shared_files(r"field/13-.*json$", own, 1 << 16)


def decision_tapes():
    """As the harness takes a tape apart: one instrument, two samples, a venue and a moment, and levels of any kind."""
    instrument = b"\x00" + struct.pack("<Bqqq", 0, 10_000_000, 1_000_000, 0) + b"\x00\x00" + b"\x00"
    samples = b"\x01\x02" + struct.pack("<qdqd", 1, 0.5, 2, 0.7)
    row = struct.pack("<qqq6dQIHBBB7x", 2, 1, 1, 1.0, 0.1, 0.1, 0.5, 0.5, 0.3, 0, 2, 0, 0, 1, 0)
    moment = struct.pack("<QdII", 0, 2000.0, 1, 0)
    for levels in (b"\x00\x00", bytes(range(1, 200)), bytes(64), b"\x02\x80\x89\x7a\x01\x05\x03" * 8):
        yield b"\x01" + instrument + samples + b"\x01" + row + b"\x01" + moment + levels
    yield bytes((i * 37) % 256 for i in range(2048))


SEEDS = {
    "decode_binance_futures": decoder("binance_decoder|depth_scanner|message_reader|json_samples", "binance"),
    "decode_kraken": decoder("kraken", "kraken"),
    "decode_coinbase": decoder("coinbase|feed_test", "coinbase|/cb_"),
    "decode_okx": decoder("okx|venues/|message_reader", "okx"),
    "decode_bybit": decoder("bybit|venues/|message_reader", "bybit"),
    "decode_bitstamp": decoder("bitstamp|venues/|message_reader", "bitstamp"),
    "decode_alpaca": decoder("alpaca_decoder|stock", "alpaca"),
    "decode_polygon": decoder("polygon", "polygon"),
    "decode_iex": lambda own: [framed(one) for one in iex_packets()],
    "depth_scanner": decoder("depth_scanner", "binance.*(Book|depth|spot_ms|usdm)"),
    "trading_binance_futures": trading("binance_(trading|rows)|trading_samples|account", "binance"),
    "trading_binance_spot": trading("binance_spot|trading_samples|account", "binance"),
    "trading_kraken": trading("kraken_(trading|rows)|trading_samples", "kraken"),
    "trading_alpaca": trading("alpaca", "alpaca"),
    "venue_answers": answers,
    "recording": lambda own: list(recordings()) + shared_files(r"field/08-.*(zst|gz)$", own, 1 << 16),
    "replay": lambda own: list(tapes(own)),
    "numbers": numbers,
    "names": names,
    "json_tree": lambda own: [text.encode() for text in various(t for t in test_texts("json|plan|picks") if is_json(t))],
    "symbol_list": lists(r"field/(10|16|19)-", tests="symbol_list|pick"),
    "plan": lists(r"field/(10|11|17|18|19)-", b"A", b"B", b"C", tests="rebalance/|plan_model"),
    "signal_line": lists(r"field/15-", tests="signals/signal"),
    "model": models,
    "decision_tape": lambda _own: list(decision_tapes()),
    "journal_rows": lambda _own: journal_rows(),
    "settings": lists(r"field/24-", tests="settings_test|every_setting"),
    "watch_list": lists(r"field/16-", tests="watch_"),
    "workspace": lists(r"^$", tests="workspace"),
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("harness", nargs="*")
    arguments.add_argument("--own", action="store_true")
    chosen = arguments.parse_args()
    for name in chosen.harness or SEEDS:
        folder = chosen.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        for one in SEEDS[name](chosen.own):
            (folder / hashlib.sha1(one).hexdigest()[:16]).write_bytes(one)


main()

#!/usr/bin/env python3
"""The commands as a user meets them: output, exit codes, bad input, and the features against an independent reading.

usage: commands_test.py LEADLINE SHARED_FOLDER
Parts that need the shared recordings skip by name where the folder is absent.
"""
import csv, decimal, gzip, hashlib, json, math, os, pathlib, struct, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal as D

decimal.getcontext().prec = 60

leadline, shared = sys.argv[1], sys.argv[2]
tapes = os.path.join(shared, 'data', 'tapes')
oracle = os.path.join(shared, 'reference', 'features_oracle.py')
folder = tempfile.mkdtemp(prefix='leadline-commands-')
environment = {k: v for k, v in os.environ.items() if '__' not in k}
environment['XDG_CONFIG_HOME'] = folder
passed = failed = skipped = 0


def run(*arguments, **more):
    return subprocess.run([leadline, *arguments], capture_output=True, text=True, env={**environment, **more}, timeout=120)


def check(name, condition, detail=''):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {name}: {detail}')


def write(name, data):
    path = os.path.join(folder, name)
    with open(path, 'wb') as file:
        file.write(data)
    return path


def refuses(name, expected, *arguments, code=2, **more):
    result = run(*arguments, **more)
    lines = [line for line in result.stderr.splitlines() if expected in line]
    check(name, result.returncode == code and lines, f'code {result.returncode}, stderr {result.stderr!r}')


# What takes long goes on beside the rest: the policies in turns by the clock, and the slow reading of the recordings.
kept = os.path.join(folder, 'validate.jsonl')
turns = ('validate', '--window', 'us', '--state', kept, '--start', '2026-03-02T13:59:50Z', '--speed', '10',
         '--every', '2s', '--horizon', '3s', '--notional', '1000')


def stopped_and_gone_on_with():
    """The end of each run and what was kept then; the second run finds a line that was cut."""
    result = run(*turns, '--hours', '0.02')
    first = open(kept).read()
    open(kept, 'a').write('{"order":"cut')
    again = run(*turns, '--hours', '0.03')
    return result, first, again, open(kept).read()


def read_slowly(tape, venue):
    return subprocess.run([sys.executable, oracle, os.path.join(tapes, tape), '--venue', venue, '--limit', '700'],
                          capture_output=True, text=True).stdout


beside = ThreadPoolExecutor(2)
in_turns = beside.submit(stopped_and_gone_on_with)
slow = {tape: beside.submit(read_slowly, tape, venue)
        for tape, venue in (('binance-futures_ethusdt_20240808.gz', 'binance-futures'),
                            ('binance-spot_ethusdt_20240808.gz', 'binance-spot'),
                            ('binance-futures_btcusdt_20230404.gz', 'binance-futures')) if os.path.isdir(tapes)}

DIFF = '{"stream":"x@depth@100ms","data":{"e":"depthUpdate","E":%d,"T":%d,"s":"ETHUSDT","U":%d,"u":%d,"pu":%d,"b":[["100.0","%s"]],"a":[["101.0","2"]]}}'


def line(n, size='1'):
    time = 1723161256000 + 100 * n
    return f'{time}000000 ' + DIFF % (time, time, 10 * n, 10 * n + 9, 10 * n - 1, size) + '\n'


SNAPSHOT = '1723161256000000000 {"lastUpdateId":9,"E":1,"T":1,"bids":[["100.0","1"]],"asks":[["101.0","1"]]}\n'
GOOD = SNAPSHOT + ''.join(line(n) for n in range(1, 200))

# Usage and bad input: one clear line, exit code 2.
refuses('no such file', 'nowhere.gz', 'book', os.path.join(folder, 'nowhere.gz'))
refuses('no such venue', 'no such venue', 'book', write('a', GOOD.encode()), '--venue', 'moon')
refuses('other venue', ':2', 'book', write('kraken', b'1723161256000000000 {"channel":"book"}\n' * 2))
refuses('not a tape', '/b: is no recording', 'book', write('b', b'what is this\n'))
refuses('bad side', '--side up', 'decide', write('a', GOOD.encode()), '--side', 'up')
refuses('bad notional', '--notional', 'decide', write('a', GOOD.encode()), '--side', 'buy', '--notional', '-5')
refuses('bad every', '--every soon', 'decide', write('a', GOOD.encode()), '--side', 'buy', '--every', 'soon')
refuses('bad time', '--at noon', 'book', write('a', GOOD.encode()), '--at', 'noon')
refuses('bad ending', '.parquet or .csv', 'features', write('a', GOOD.encode()), '--out', os.path.join(folder, 'f.xls'))
refuses('no folder', 'cannot be written', 'features', write('a', GOOD.encode()), '--out', '/nowhere/f.parquet')
refuses('bad override', 'routing.aggressive_obi = 7', '--set', 'routing.aggressive_obi=7', 'book', write('a', GOOD.encode()))
refuses('bad environment', 'environment', 'book', write('a', GOOD.encode()), ROUTING__AGGRESSIVE_OBI='x')
refuses('missing settings file', 'no such file', '--settings', os.path.join(folder, 'none.toml'), 'book', write('a', GOOD.encode()))
# A flag that says nothing beside the others is an error, never swallowed.
for words in (('validate', '--dry-run', '--notional', '5'), ('validate', '--dry-run', '--hours', '1'),
              ('validate', '--tape', 'a', '--state', 'b'), ('validate', '--picks', '--horizon', '5s'),
              ('validate', '--tape', 'a', '--after', '5s'), ('validate', '--journal', 'sqlite:a', '--every', '5s'), ('validate', '--window', 'us', '--venue', 'kraken'),
              ('campaign', '--kills', '1', '--fault', 'all'), ('campaign', '--orders', '5', '--kills', '1'),
              ('campaign', '--orders', '5', '--journal', 'sqlite:x'), ('campaign', '--orders', '5', '--stop-journal', 'true'),
              ('calibration', '--json', '--export', 'x.csv'), ('picks', '--score-column', 'x'), ('picks', '--paper', '--speed', '3'),
              ('picks', '--connect', '9', '--fault', '5xx'), ('rebalance', 'a', '--dry-run', '--report', 'x.csv'),
              ('rebalance', 'a', '--yes'), ('sim', '--speed', '2'), ('--tape-symbol', 'AAPL'), ('--speed', '2'), ('--tour',),
              ('--screenshot-after', '3'), ('--live', '--tape', 'a'), ('--symbol', 'ETH/USDT', '--tape', 'a')):
    result = run(*words, QT_QPA_PLATFORM='offscreen')
    check(f'{" ".join(words)}: says nothing there', result.returncode == 2 and result.stdout == '' and '--' in result.stderr,
          f'code {result.returncode}, {result.stderr!r}')
refuses('bad fault', '--fault', 'sim', '--fault', 'earthquake')
bars = write('bars.csv', b'time,symbol,close\n2024-08-08T23:54:16.2Z,ETHUSDT,1.10\n')
book_file = write('f.csv', b'timestamp,venue,symbol,best_bid\n1723161256100000000,binance-futures,ETHUSDT,2681.60\n')
merged = os.path.join(folder, 'm.csv')
result = run('merge', bars, '--book', book_file, '--out', merged, '--tolerance', '100ms')
check('merge', result.returncode == 0 and result.stderr == '' and open(merged).read() ==
      'time,symbol,close,book_timestamp,venue,best_bid\n2024-08-08T23:54:16.2Z,ETHUSDT,1.10,1723161256100000000,binance-futures,2681.60\n',
      result.stderr)
refuses('score: no model', 'm.json: No such file', 'score', write('a', GOOD.encode()), '--model', os.path.join(folder, 'm.json'))
refuses('score: bad model', 'f.csv: not valid JSON', 'score', write('a', GOOD.encode()), '--model', book_file)
refuses('merge: bad tolerance', '--tolerance soon', 'merge', bars, '--book', book_file, '--out', merged, '--tolerance', 'soon')
refuses('merge: no such column', 'no column when', 'merge', bars, '--book', book_file, '--out', merged, '--time', 'when')
refuses('merge: no such book', 'no such file', 'merge', bars, '--book', 'nowhere.parquet', '--out', merged)
refuses('verify: a faster market is an embedded one', '--speed', '--set', 'market.source=live', 'verify', '--speed', '4')
check('unknown command', run('fly').returncode == 2)
check('no tape', run('book').returncode == 2)
refuses('a symbol that is none', 'btc/usdt: must be an instrument such as ETH/USDT', '--symbol', 'ETH/USDT,btc/usdt')
refuses('a symbol twice', 'ETH/USDT stands there twice', '--symbol', 'ETH/USDT,ETHUSDT')
refuses('a pair that is none for the embedded market', '--symbol AAPL: must be a pair', 'sim', '--symbol', 'AAPL')

# A command takes its own options and those of all; what it does not know, and what is the window's, is a mistake.
required = {'features': ('T', '--out', '-'), 'score': ('T', '--model', 'M'), 'merge': ('B', '--book', 'F', '--out', 'M.csv'),
            'decide': ('T', '--side', 'buy'), 'book': ('T',), 'practice': ('--journal', 'sqlite:J'), 'rebalance': ('P',)}
for command in ('features', 'score', 'merge', 'decide', 'book', 'verify', 'sim', 'validate', 'campaign', 'practice', 'picks',
                'rebalance', 'positions', 'orders', 'calibration'):
    check(f'{command} --help', run(command, '--help').returncode == 0)
    for strange in ('--nonsense', '--tour', *(() if command in ('picks', 'rebalance') else ('--live',))):
        refuses(f'{command} {strange}', f'not expected: {strange}', command, *required.get(command, ()), strange)
refuses('a command behind an option of the window', 'not expected: --tour', '--tour', 'book', 'T')
refuses('two of them', 'not expected: --live --tour', 'book', 'T', '--tour', '--live')
refuses('the window: unknown option', 'not expected: --nonsense', '--nonsense')
refuses('settings behind a command', 'no such file', 'book', 'T', '--settings', os.path.join(folder, 'none.toml'))

# The policies: each rule in a scenario, and compared along a recording.
refuses('validate: neither', 'one of --dry-run, --tape', 'validate')
refuses('validate: both', 'one of --dry-run, --tape', 'validate', '--dry-run', '--tape', write('a', GOOD.encode()))
refuses('validate: no such tape', 'nowhere.gz', 'validate', '--tape', os.path.join(folder, 'nowhere.gz'))
refuses('validate: bad horizon', '--horizon soon', 'validate', '--tape', write('a', GOOD.encode()), '--horizon', 'soon')
refuses('validate: bad notional', '--notional', 'validate', '--tape', write('a', GOOD.encode()), '--notional', '0')
refuses('validate: too short', 'no signal lived', 'validate', '--tape', write('a', GOOD.encode()), '--horizon', '1m')
result = run('validate', '--dry-run')
check('validate --dry-run', result.returncode == 0 and '15 of 15 scenarios passed' in result.stdout and 'FAILED' not in result.stdout, result.stdout)
result = run('--set', 'signal.strong=0.95', 'validate', '--dry-run', '--set', 'routing.max_impact_cost=0.0001', '--set', 'ladder.idle_minutes=3')
check('validate --dry-run goes by the settings of the user', result.returncode == 1 and 'FAILED  urgent by stability' in result.stdout and
      'signal.strong = 0.95 (default 0.8): breaks urgent by stability, urgent by flow, ' in result.stdout and
      'routing.max_impact_cost = 0.0001 (default 0.0015): breaks no scenario' in result.stdout and
      'ladder' not in result.stdout and '15 of 15' not in result.stdout, result.stdout)
result = run('validate', '--dry-run', '--json', '--set', 'risk.max_overrides=4')
broken = json.loads(result.stdout)
check('validate --dry-run --json names what a setting breaks', result.returncode == 1 and not broken['passed'] and
      broken['changed'] == [{'setting': 'risk.max_overrides', 'value': '4', 'default': '5', 'breaks': ['override budget']}], result.stdout)
result = run('validate', '--dry-run', '--set', 'routing.max_impact_cost=0')
check('validate --dry-run where nothing is sent', result.returncode == 1 and 'NOT an order is sent' in result.stdout, result.stdout + result.stderr)
result = run('validate', '--dry-run', '--json')
scenarios = json.loads(result.stdout)
check('validate --dry-run --json', scenarios['passed'] and len(scenarios['scenarios']) == 15 and
      all(s['passed'] and s['numbers']['samples'] >= 100 for s in scenarios['scenarios']), result.stdout)
study = ('validate', '--tape', write('a', GOOD.encode()), '--every', '1s', '--horizon', '5s', '--notional', '110')
result = run(*study, '--json')
total = json.loads(result.stdout) if result.returncode == 0 else {}
check('validate --tape --json', total.get('signals', 0) >= 10 and total['block'] == 5 and
      all(p['traded'] + p['skipped'] + p['aborted'] == total['signals'] for p in total['policies']), result.stderr)
market = [row for row in total.get('rows', []) if row['policy'] == 'always_market' and row['window'] == 'day']
check('validate: market against itself', len(market) == 1 and market[0]['fill_rate']['value'] == 1 and
      abs(market[0]['improvement']['value']) < 1e-3, market)
check('validate is the same every time', run(*study, '--json').stdout == result.stdout)
result = run(*study)
check('validate --tape', result.returncode == 0 and 'always_passive' in result.stdout and '95 % confidence' in result.stdout, result.stderr)

verdicts = [row for row in result.stdout.splitlines() if row.startswith('signal against')]
check('validate --tape: no verdict from few pairs', len(verdicts) == 3 and total['common'] < 30 and
      all(f"no verdict from {c['pairs']} pairs, 30 are needed" in row and c['verdict'] == 'no verdict' and c['pairs'] < 30
          for row, c in zip(verdicts, total['comparisons'])), verdicts)


def measured_again(study):
    """Share of bad fills, and by how much fewer, from the orders alone: medians, counts and a bootstrap of our own."""
    import random
    orders, costs = study['every_order'], {}
    for order in orders:
        if order['cost_bps'] is not None:
            costs.setdefault((order['venue'], order['symbol']), []).append(order['cost_bps'])
    def median(values):
        values, half = sorted(values), len(values) // 2
        return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
    medians = {symbol: median(values) for symbol, values in costs.items()}
    bad = [o['filled'] < 1 or o['cost_bps'] > 2 * medians[o['venue'], o['symbol']] for o in orders]
    if bad != [o['bad'] for o in orders]:
        return 'other orders are bad'
    scans = {}
    for order, is_bad in zip(orders, bad):
        scans.setdefault(order['scanned_ns'], []).append((order, is_bad))
    scans = list(scans.values())
    dice = random.Random(5)
    draws = [[dice.randrange(len(scans)) for _ in scans] for _ in range(1000)]
    for row in study['rows']:
        def lets(order):
            if not row['mode']:
                return True
            word = order[row['mode']]
            return (word['verdict'] != 'rejected' if row['filter'] == 'all' else word['verdict'] == 'pass'
                    if row['filter'] == 'pass' else row['filter'] not in word['fails'])
        let = [(o, b) for o, b in zip(orders, bad) if lets(o)]
        each = [(sum(lets(o) for o, _ in scan), sum(b for o, b in scan if lets(o)), len(scan), sum(b for _, b in scan))
                for scan in scans]
        def fewer(chosen):
            n, b, whole, whole_bad = (sum(each[i][k] for i in chosen) for k in range(4))
            return 1 - b / n / (whole_bad / whole) if n and whole_bad else None
        if len(let) != row['orders'] or not let:
            if len(let) != row['orders']:
                return f"{row}: {len(let)} orders"
            continue
        for name, value in (('bad', sum(b for _, b in let) / len(let)), ('fewer_bad', fewer(range(len(scans)))),
                            ('not_filled', sum(o['filled'] < 1 for o, _ in let) / len(let))):
            if abs(row[name]['value'] - value) > 1e-9:
                return f'{row}: {name} is {value}'
        drawn = sorted(value for value in map(fewer, draws) if value is not None)
        low, high = drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))]
        slack = 0.2 * (high - low) + 1e-9
        if abs(row['fewer_bad']['low'] - low) > slack or abs(row['fewer_bad']['high'] - high) > slack:
            return f'{row}: bounds are {low}, {high}'
    return ''


picked = ('validate', '--picks', '--hours', '0.3')
result = run(*picked, '--json')
study = json.loads(result.stdout) if result.returncode == 0 else {}
check('validate --picks --json', study.get('orders', 0) > 3000 and len(study['rows']) == 19 and
      study['safe_target'] in ('met', 'not met', 'neither shown nor ruled out'), result.stderr)
check('validate --picks equals an independent count', study and measured_again(study) == '', study and measured_again(study))
check('validate --picks is the same every time', run(*picked, '--json').stdout == result.stdout)
result = run(*picked)
check('validate --picks', result.returncode == 0 and 'SAFE spread' in result.stdout and 'the target of 30 % is' in result.stdout
      and 'nan' not in result.stdout, result.stdout + result.stderr)
recorded = ('validate', '--picks', '--tape', write('a', GOOD.encode()), '--every', '1s', '--after', '500ms', '--notional', '110')
result = run(*recorded, '--json')
study = json.loads(result.stdout) if result.returncode == 0 else {}
check('validate --picks --tape --json', study.get('orders', 0) > 10 and study['safe_target'] == 'no verdict' and
      measured_again(study) == '', result.stderr or measured_again(study))
check('validate --picks --tape is the same every time', run(*recorded, '--json').stdout == result.stdout)
refuses('validate --picks: bad after', '--after soon', 'validate', '--picks', '--after', 'soon')
refuses('validate --picks: a recording has its own time', '--hours', *recorded, '--hours', '1')
refuses('validate --picks: too short', '--hours', 'validate', '--picks', '--hours', '0.001')
refuses('validate --picks: not with --window', 'one of --dry-run', 'validate', '--picks', '--window', 'us')

# A bad line is named, counted and skipped; the rest is used.
for name, bad in {
    'junk': 'what is this',
    'typed': line(100).strip().replace('"U":1000', '"U":"1000"'),
    'digits': line(100).strip().replace('"100.0"', '"1234567890123x"'),
    'negative': line(100).strip().replace('"1"]', '"-1"]'),
    'cut': line(100)[:120],
    'huge': '1723161256000000000 {"x":"' + 'x' * (10 << 20) + '"}',
}.items():
    path = write(name, (GOOD + bad + '\n').encode())
    result = run('book', path, '--json')
    total = json.loads(result.stdout.splitlines()[-1]) if result.stdout else {}
    check(f'{name}: named', f'{path}:201: ' in result.stderr, result.stderr)
    check(f'{name}: counted', '1 lines skipped' in result.stderr, result.stderr)
    check(f'{name}: the rest is used', result.returncode == 0 and total.get('updates') == 199 and total.get('gaps') == 0, result.stdout)

# A lost diff is a gap, and the book says so.
path = write('gap', (SNAPSHOT + ''.join(line(n) for n in range(1, 200) if n != 100)).encode())
total = json.loads(run('book', path, '--json').stdout)
check('gap', total['gaps'] == 1 and total['markets'][0]['state'].startswith('gap'), total)
path = write('truncated.gz', gzip.compress(os.urandom(30000) + GOOD.encode())[:-2000])
check('truncated gzip of noise is no crash', run('book', path).returncode in (0, 2))
path = write('whole.gz', gzip.compress((GOOD * 1).encode()))
cut = write('cut.gz', open(path, 'rb').read()[:-20])
result = run('book', cut, '--json')
check('truncated gzip names its line', 'ends too early' in result.stderr and f'{cut}:' in result.stderr, result.stderr)

# Packets of IEX: two symbols' levels as DEEP, in a classic capture.
EPOCH = 1517063400  # 2018-01-27 14:30:00 UTC


def head(kind, mark, at, symbol):
    return struct.pack('<cBq8s', kind.encode(), mark, at, symbol.encode().ljust(8))


def level(side, mark, at, symbol, size, price):
    return head(side, mark, at, symbol) + struct.pack('<Iq', size, price)


def segments():
    """(time, messages) of a short day."""
    at = EPOCH * 10**9
    yield at, [struct.pack('<ccq', b'S', b'O', at)]
    names = [message for symbol in ('AAPL', 'MSFT') for message in (
        head('D', 0, at, symbol) + struct.pack('<IqB', 100, 1000000, 1), head('H', ord('T'), at, symbol) + b'    ')]
    yield at + 10**6, names
    yield at + 10**9, [struct.pack('<ccq', b'S', b'S', at + 10**9), struct.pack('<ccq', b'S', b'R', at + 10**9)]
    for i in range(100):
        now = at + 2 * 10**9 + i * 10**8
        yield now, [level('8', 0, now, 'AAPL', 100 + i, 1000000 - i % 5 * 100), level('5', 1, now, 'AAPL', 200, 1000200 + i % 3 * 100),
                    level('8', 1, now, 'MSFT', 7, 2000000), level('5', 1, now, 'MSFT', 8, 2000100 + i)]


def capture(day=None, protocol=0x8004, lose=None):
    data, number = struct.pack('<IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1), 1
    for n, (at, messages) in enumerate(day or segments()):
        body = b''.join(struct.pack('<H', len(message)) + message for message in messages)
        segment = struct.pack('<BBHIIHHQQq', 1, 0, protocol, 1, 99, len(body), len(messages), 0, number, at) + body
        number += len(messages)
        udp = struct.pack('>HHHH', 1, 10378, 8 + len(segment), 0) + segment
        ip = struct.pack('>BBHHHBBHII', 0x45, 0, 20 + len(udp), n, 0, 64, 17, 0, 1, 0xe9d71504) + udp
        frame = b'\1\0\x5e\x57\x15\x04\0\x11\x22\x33\x44\x55\x08\0' + ip
        if n != lose:
            data += struct.pack('<IIII', at // 10**9, at % 10**9 // 1000, len(frame), len(frame)) + frame
    return data


whole = capture()
packed = write('day.pcap.gz', gzip.compress(whole))
market = json.loads(run('book', packed, '--symbol', 'AAPL', '--json').stdout)['markets']
check('packets: the book of one symbol', len(market) == 1 and market[0]['venue'] == 'iex' and market[0]['symbol'] == 'AAPL'
      and market[0]['state'] == 'in sequence' and market[0]['updates'] == 101 and market[0]['gaps'] == 0, market)
check('packets: its levels', market[0]['bids'] == [['100', '195'], ['99.99', '196'], ['99.98', '197'], ['99.97', '198'], ['99.96', '199']]
      and market[0]['asks'] == [['100.02', '200'], ['100.03', '200'], ['100.04', '200']], market)
table = run('book', packed, '--symbol', 'MSFT', '--at', '2018-01-27T14:30:02Z')
check('packets: at a time', table.returncode == 0 and 'iex MSFT: in sequence, 1 bid and 1 ask levels' in table.stdout
      and '200.00 | 200.01' in table.stdout, table.stdout)
both = json.loads(run('book', packed, '--symbol', 'MSFT,AAPL', '--json').stdout)['markets']
check('packets: two symbols, in the order named', [m['symbol'] for m in both] == ['MSFT', 'AAPL'], both)
rows = list(csv.DictReader(run('features', packed, '--symbol', 'AAPL', '--out', '-').stdout.splitlines()))
check('packets: features', len(rows) == 100 and rows[0]['symbol'] == 'AAPL' and rows[0]['best_bid'] == '100.00', len(rows))
result = run('decide', packed, '--symbol', 'AAPL', '--side', 'buy', '--notional', '5000', '--json')
check('packets: decisions', result.returncode == 0 and len(result.stdout.splitlines()) >= 9, result.stderr)
refuses('packets: several symbols', 'day.pcap.gz holds 2 symbols (AAPL, MSFT); name those you want with --symbol', 'book', packed)
refuses('packets: no such symbol', 'day.pcap.gz has no XYZ: it holds 2 symbols', 'book', packed, '--symbol', 'XYZ')
refuses('packets: one symbol is missing', '--symbol XYZ: no message about it', 'book', packed, '--symbol', 'AAPL,XYZ')
refuses('packets: another venue', 'holds packets of iex', 'book', packed, '--venue', 'kraken')
refuses('packets: a text by that name', 'text.pcap: is no recording', 'book', write('text.pcap', b'what is this\n'), '--symbol', 'AAPL')
refuses('packets: cut in its header', 'byte 0: the file ends inside of its header', 'book', write('head.pcap', whole[:20]))
refuses('packets: another link', 'link type 113 is not Ethernet', 'book', write('link.pcap', whole[:20] + b'\x71\0\0\0' + whole[24:]))
cut = write('cut.pcap', whole[:-100])
result = run('book', cut, '--symbol', 'AAPL', '--json')
check('packets: a cut file says where, and gives what it has', result.returncode == 0 and 'the file ends inside of a packet' in result.stderr
      and f'{cut}: byte ' in result.stderr and json.loads(result.stdout)['updates'] == 100, result.stderr)
result = run('book', write('holed.pcap', capture(lose=50)), '--symbol', 'AAPL', '--json')
check('packets: a loss is told and costs the book', 'packet 51 at byte' in result.stderr and '4 messages are missing' in result.stderr
      and '1 packets skipped' in result.stderr and json.loads(result.stdout)['markets'][0]['state'].startswith('gap'), result.stderr)

# A rebalance on a recording: quotes as they stood, nothing sent, no account but the one that is named.
def dry(plan, *arguments, **more):
    path = write('plan.json', json.dumps(plan).encode())
    return run('rebalance', path, '--dry-run', '--tape', packed, *arguments, **more)


def stocks_day():
    """TOPS of a Thursday: AAPL and MSFT from 10:00, WIDE with its spread, TINY with its size, LATE after ten seconds."""
    at = 1763650800 * 10**9
    quotes = {'AAPL': (300, 1000000, 1000200, 200), 'MSFT': (100, 2000000, 2001000, 100), 'WIDE': (100, 500000, 505000, 100),
              'TINY': (1, 300000, 300100, 1)}
    names = [head('D', 0, at - 60 * 10**9, symbol) + struct.pack('<IqB', 100, 1000000, 1) for symbol in (*quotes, 'LATE')]
    yield at - 60 * 10**9, [struct.pack('<ccq', b'S', b'O', at - 60 * 10**9), *names, struct.pack('<ccq', b'S', b'S', at)]
    quote = lambda now, symbol, values: head('Q', 0, now, symbol) + struct.pack('<IqqI', *values)
    yield at, [quote(at, symbol, values) for symbol, values in quotes.items()]
    for second in (3, 6, 9):
        now = at + second * 10**9
        yield now, [quote(now, symbol, values) for symbol, values in quotes.items() if symbol != 'MSFT']
    yield at + 10**10, [quote(at + 10**10, 'LATE', (100, 400000, 400200, 100))]


# Picks on a recording: five levels where it has a book, the touch where it has quotes, and it says which.
def deep_stocks():
    """DEEP of a Thursday: AAPL's six levels a side, 14 s after the open; a print moves it by 1 %, then it prints again."""
    at = 1763650800 * 10**9
    yield at - 60 * 10**9, [struct.pack('<ccq', b'S', b'O', at - 60 * 10**9),
                            head('D', 0, at - 60 * 10**9, 'AAPL') + struct.pack('<IqB', 100, 1000000, 1),
                            struct.pack('<ccq', b'S', b'S', at - 60 * 10**9)]
    for i in range(6):
        now = at + 10**9 + i
        yield now, [level('8', 1, now, 'AAPL', 100, 1000000 - i * 100), level('5', 1, now, 'AAPL', 100, 1000200 + i * 100)]
    for second, traded in ((2, 1000000), (3, 1010000), (5, 1010000)):
        now = at + second * 10**9
        yield now, [head('T', 0, now, 'AAPL') + struct.pack('<IqQ', 100, traded, second)]


packed = write('deep_stocks.pcap.gz', gzip.compress(capture(deep_stocks())))
result = run('picks', '--tape', packed, '--symbol', 'AAPL', '--at', '2025-11-20T15:00:04Z', '--json')
found = json.loads(result.stdout)
row = found['rows'][0]
finding = {one['rule']: one for one in row['findings']}
# Five of the six levels: 100 · (5 · 100 − 0.10 + 5 · 100.02 + 0.10) dollars, which is more than is asked.
check('picks of a book: five levels', result.returncode == 0 and row['depth_kind'] == 'top 5' and row['source'] == 'IEX, recorded'
      and finding['depth']['value'] == 100010 and finding['depth']['limit'] == 100000, result)
check('picks of a book: moves and halts of the recording', finding['gap']['value'] == 1 and row['verdict'] == 'risky', row)
check('picks of a book: the same every time', run('picks', '--tape', packed, '--symbol', 'AAPL', '--at', '1763650804000000000', '--json').stdout == result.stdout)
result = run('validate', '--picks', '--tape', packed, '--symbol', 'AAPL', '--every', '1s', '--after', '1s', '--json')
study = json.loads(result.stdout) if result.returncode == 0 else {'every_order': []}
# 10,000 dollars are fewer than the 100 shares at the touch, half a spread of two cents from the mid; five levels are deep enough.
check('validate --picks of a book: as it stood', len(study['every_order']) == 2 and all(
      order['filled'] == 1 and abs(order['cost_bps'] - 0.01 / 100.01 * 1e4) < 1e-9 and 'depth' not in order['SAFE']['fails']
      for order in study['every_order']), result)


def tree(*names):
    """One tree of XGBoost: the first feature below 0.25 gives -1, from there on 2."""
    leaves = {'base_weights': [0.0, -1.0, 2.0], 'categories': [], 'categories_nodes': [], 'categories_segments': [], 'categories_sizes': [],
              'default_left': [1, 0, 0], 'id': 0, 'left_children': [1, -1, -1], 'loss_changes': [1.0, 0.0, 0.0], 'parents': [2147483647, 0, 0],
              'right_children': [2, -1, -1], 'split_conditions': [0.25, -1.0, 2.0], 'split_indices': [0, 0, 0], 'split_type': [0, 0, 0],
              'sum_hessian': [2.0, 1.0, 1.0],
              'tree_param': {'num_deleted': '0', 'num_feature': str(len(names)), 'num_nodes': '3', 'size_leaf_vector': '0'}}
    return json.dumps({'learner': {
        'attributes': {}, 'feature_names': list(names), 'feature_types': [],
        'gradient_booster': {'model': {'gbtree_model_param': {'num_parallel_tree': '1', 'num_trees': '1', 'size_leaf_vector': '0'},
                                       'tree_info': [0], 'trees': [leaves]}, 'name': 'gbtree'},
        'learner_model_param': {'base_score': '5E-1', 'boost_from_average': '0', 'num_class': '0', 'num_feature': str(len(names)),
                                'num_target': '1'},
        'objective': {'name': 'binary:logistic', 'reg_loss_param': {'scale_pos_weight': '1'}}}, 'version': [1, 7, 4]}).encode()


trained = write('picks.json', tree('order_imbalance', 'spread_bps'))
scored = json.loads(run('picks', '--tape', packed, '--symbol', 'AAPL', '--at', '2025-11-20T15:00:04Z', '--json', '--set',
                        f'equities.score_model={trained}').stdout)
# Both sides alike: an imbalance of zero, 1 / (1 + e).
check('picks: a trained model scores', abs(scored['rows'][0]['score'] - 0.2689414) < 1e-6 and scored['scored_by'] == f'picks.json {hashlib.sha256(pathlib.Path(trained).read_bytes()).hexdigest()[:8]}', scored)
check('picks: the column scores otherwise', found['scored_by'] == 'column' and row['score'] is None, row)
other = write('other.json', tree('obi_10', 'spread_bps'))
refuses('picks: a model of other features', 'it looks at obi_10, which a pick does not have', 'picks', '--tape', packed, '--symbol', 'AAPL',
        '--set', f'equities.score_model={other}')
refuses('picks: a model that is not there', 'nowhere.json: No such file', 'picks', '--tape', packed, '--symbol', 'AAPL', '--set',
        'equities.score_model=nowhere.json')
quotes = run('picks', '--tape', write('tops.pcap', capture(stocks_day(), 0x8003)), '--symbol', 'AAPL', '--at', '2025-11-20T15:00:04Z', '--json')
finding = {one['rule']: one for one in json.loads(quotes.stdout)['rows'][0]['findings']}
check('picks of quotes: the touch, with a limit of its own', finding['depth']['value'] == 50004 and finding['depth']['limit'] == 20000
      and finding['depth']['note'].startswith('touch only'), quotes)
refuses('picks of a recording: before it', 'the recording begins at', 'picks', '--tape', packed, '--symbol', 'AAPL', '--at', '2020-01-01T00:00:00Z')
refuses('picks of a recording: no market beside it', '--tape: the recording is the market', 'picks', '--tape', packed, '--symbol', 'AAPL', '--live')
refuses('picks of a recording: which stocks', 'name those you want with --symbol', 'picks', '--tape', write('two.pcap', capture()))

packed = write('stocks.pcap.gz', gzip.compress(capture(stocks_day(), 0x8003)))
weights = {'weights': {'AAPL': 0.2, 'MSFT': 0.1}}
result = dry(weights, '--at', '2025-11-20T15:00:04Z', '--json')
found = json.loads(result.stdout)
check('recorded: what it stands on', result.returncode == 0 and found['now'] == '2025-11-20T15:00:04.000000Z' and found['cash'] == '100000.00'
      and found['positions'] == [] and result.stderr == '', result)
check('recorded: the quotes of that moment', [(q['symbol'], q['bid'], q['bid_size'], q['ask'], q['ask_size'], q['age_seconds']) for q in found['quotes']]
      == [('AAPL', '100.00', '300', '100.02', '200', 1.0), ('MSFT', '200.00', '100', '200.10', '100', 4.0)], found['quotes'])
orders = {order['symbol']: order for order in found['orders']}
# 20,000 / 100.02 and 10,000 / 200.10, whole shares; a limit a cent above the bid, a market order at the ask.
check('recorded: orders', [(o['shares'], o['side'], o['mid']) for o in orders.values()] == [('199', 'buy', '100.01'), ('49', 'buy', '200.05')], orders)
check('recorded: expected cost', orders['AAPL']['limit_cost'] == 0 and orders['AAPL']['market_cost'] == 1.99
      and orders['MSFT']['limit_cost'] == -1.96 and orders['MSFT']['market_cost'] == 2.45 and found['market_cost'] == 4.44, orders)
check('recorded: nothing to complain about', found['is_refused'] is False and found['placement'] == 'now'
      and all(order['quote_is_fine'] for order in orders.values()), found)
again = dry(weights, '--at', '1763650804000000000', '--json')
check('recorded: the same every time', again.stdout == result.stdout, again.stdout)
end = json.loads(dry(weights, '--json').stdout)
check('recorded: the end, unless a time is named', end['now'] == '2025-11-20T15:00:10.000000Z'
      and [order['quote'] for order in end['orders']] == ['fine', 'quote 10.0 s old > 5.0 s'], end)
table = dry({'weights': {'AAPL': 0.1, 'WIDE': 0.1, 'TINY': 0.1}}, '--at', '2025-11-20T15:00:09Z', '--urgency', 'low')
check('recorded: what the checks say', table.returncode == 0 and 'spread 0.995 % > 0.250 %' in table.stdout
      and '30.00 dollars at the touch < 100.00' in table.stdout
      and 'quotes of 2 of 3 orders fail the check: where it stays so for 10 s, the order ends unfilled' in table.stdout, table)
check('recorded: a person is told where everything is from', 'recording at 2025-11-20T15:00:09.000Z, 2025-11-20 10:00:09 New York' in table.stdout
      and '100000.00 dollars of cash (assumed; --cash names them)' in table.stdout and 'urgency low' in table.stdout
      and 'AAPL           100.00          300       100.02          200     0.000  iex' in table.stdout, table.stdout)
result = dry({'weights': {'AAPL': 0.1, 'LATE': 0.1}}, '--at', '2025-11-20T15:00:09Z')
check('recorded: no quote', result.returncode == 1 and 'LATE     REFUSED: no quote in the recording at that moment' in result.stdout, result)
result = dry({'weights': {'AAPL': 0.1, 'LATE': 0.1}}, '--symbol', 'AAPL', '--json')
check('recorded: symbols that are left out', result.returncode == 1
      and json.loads(result.stdout)['left_out'] == [{'symbol': 'LATE', 'is_refusal': True, 'why': 'not read: --symbol names others'}], result)
early = dry(weights, '--at', '2025-11-20T14:59:30Z')
check('recorded: before the first quote', early.returncode == 1 and early.stdout.count('no quote in the recording') == 2, early)
held = write('held.csv', b'symbol,shares\nAAPL,100.5\n')
found = json.loads(dry(weights, '--at', '2025-11-20T15:00:04Z', '--cash', '0', '--positions', held, '--json').stdout)
check('recorded: an account that is named', found['equity'] == 10051.005 and found['positions'] == [{'symbol': 'AAPL', 'shares': '100.5'}]
      and [(o['symbol'], o['side']) for o in found['orders']] == [('AAPL', 'sell'), ('MSFT', 'buy')] and float(found['orders'][0]['shares']) % 1 != 0
      and found['orders'][1]['shares'] == '5', found)
found = json.loads(dry(weights, '--fractional', '--json', '--at', '2025-11-20T15:00:04Z').stdout)
check('recorded: fractions', [o['shares'] for o in found['orders']] == ['199.960007998', '49.975012493'], found['orders'])
large = dry(weights, '--at', '2025-11-20T15:00:04Z', '--set', 'risk.max_order_notional=15000')
check('recorded: limits of risk', large.returncode == 1 and 'REFUSED: order of 19902 dollars > limit 15000' in large.stdout, large)
weekend = write('weekend.pcap', whole)
path = write('plan.json', json.dumps(weights).encode())
closed = run('rebalance', path, '--dry-run', '--tape', weekend)
check('recorded: outside of hours', 'the market is closed: orders wait until 2018-01-29 09:35:00 New York' in closed.stdout, closed)
never = run('rebalance', path, '--dry-run', '--tape', weekend, '--set', 'execution.outside_hours=refuse')
check('recorded: outside of hours, refused', never.returncode == 1 and 'REFUSED: the market is closed' in never.stdout, never)
both = run('rebalance', path, '--dry-run', '--tape', weekend, packed, '--at', '2025-11-20T15:00:04Z', '--json')
check('recorded: several tapes', both.returncode == 0 and json.loads(both.stdout)['quotes'][0]['age_seconds'] > 2e8, both)
rebalance = ('rebalance', path, '--dry-run', '--tape')
refuses('recorded: no such tape', 'nowhere.pcap', *rebalance, os.path.join(folder, 'nowhere.pcap'))
refuses('recorded: no tape', 'text.pcap', *rebalance, os.path.join(folder, 'text.pcap'))
refuses('recorded: no stocks', 'holds no US stocks: it is of Binance USD-M', *rebalance, write('coins', GOOD.encode()))
refuses('recorded: none of the stocks', 'stocks.pcap.gz has no XYZ: it holds 5 symbols (AAPL, LATE, MSFT, TINY, WIDE)', 'rebalance',
        write('xyz.json', b'{"weights": {"XYZ": 0.1}}'), '--dry-run', '--tape', packed)
refuses('recorded: before it begins', '--at 2025-11-20T14:00:00Z: the recording begins at 2025-11-20T14:59:00.000Z', *rebalance, packed, '--at', '2025-11-20T14:00:00Z')
refuses('recorded: after it ends', '--at 2025-11-20T16:00:00Z: the recording ends at 2025-11-20T15:00:10.000Z', *rebalance, packed, '--at', '2025-11-20T16:00:00Z')
refuses('recorded: no time', '--at noon: must be a UTC time', *rebalance, packed, '--at', 'noon')
refuses('recorded: no dollars', '--cash much: must be an amount of dollars', *rebalance, packed, '--cash', 'much')
refuses('recorded: no positions', 'held-short.csv, line 2: a short position of 5', *rebalance, packed, '--positions', write('held-short.csv', b'symbol,shares\nAAPL,-5\n'))
refuses('recorded: a stranger', '--symbol IBM: neither in the plan nor held', *rebalance, packed, '--symbol', 'IBM')
refuses('recorded: at a market', 'the recording is the market', *rebalance, packed, '--paper')
refuses('recorded: not sent', '--tape requires --dry-run', 'rebalance', path, '--tape', packed)

# No half file is left behind, and none is overwritten by a failure.
check('no part files', not [name for name in os.listdir(folder) if name.endswith('.part')], os.listdir(folder))


def compare(name, ours, theirs):
    """Every feature of a tape against the slow reading, prices digit for digit, ratios within 1e-9."""
    theirs = theirs[:-1]  # the last sample of a limited run is not complete
    check(f'{name}: rows', len(theirs) > 600 and len(ours) >= len(theirs), f'{len(ours)} of ours, {len(theirs)} of theirs')
    worst, where = 0, ''
    for a, b in zip(ours, theirs):
        check(f'{name}: time', int(a['timestamp']) == int(b['timestamp']) * 1000000, (a['timestamp'], b['timestamp']))
        for column, expected in b.items():
            if column in ('timestamp', 'venue', 'symbol'):
                continue
            if column in ('best_bid', 'best_ask'):
                check(f'{name}: {column}', a[column] == expected, (a[column], expected))
                continue
            if (a[column] == '') != (expected == ''):
                check(f'{name}: {column} empty', False, (a['timestamp'], a[column], expected))
                continue
            if expected == '':
                continue
            x, y = float(a[column]), float(expected)
            off = abs(x - y) / max(abs(y), 1e-6)  # the slow reading leaves 1e-18 where a deviation is 0
            if off > worst:
                worst, where = off, f'{column} at {a["timestamp"]}: {x} and {y}'
    check(f'{name}: values', worst < 1e-9, where)


def toxicity(tape, ours):
    """VPIN and volatility worked out again from the tape, at the last sample of a futures tape."""
    sample = next(row for row in reversed(ours) if row['vpin'])
    limit = int(sample['timestamp']) // 1000000
    from fractions import Fraction
    seen = Fraction(0); count = 0; buckets = []; size = None; buys = sells = Fraction(0)
    stopped = False
    for text in gzip.open(tape, 'rt'):
        message = json.loads(text.split(' ', 1)[1]); data = message.get('data', message)
        if data.get('e') == 'depthUpdate' and data['T'] > limit:
            break
        if data.get('e') == 'depthUpdate' and data['T'] == limit:
            stopped = (list(buckets), True)  # trades behind the last update of the sample are not in it
        if data.get('e') != 'trade':
            continue
        left = Fraction(data['q']); seen += left; count += 1
        if count <= 200:
            continue
        while left > 0:
            if size is None:
                size = Fraction(int(seen * 10**9) // 50, 10**9); buys = sells = Fraction(0)
            part = min(left, size - buys - sells); left -= part
            if data['m']:
                sells += part
            else:
                buys += part
            if buys + sells == size:
                buckets.append((size, abs(buys - sells))); size = None
    last = stopped[0][-50:]
    expected = float(sum(b for _, b in last) / sum(v for v, _ in last))
    check('vpin', abs(float(sample['vpin']) - expected) < 1e-9, (sample['vpin'], expected))


if os.path.isdir(tapes):
    tape = os.path.join(tapes, 'binance-futures_ethusdt_20240808.gz')
    for name, reading in slow.items():
        path = os.path.join(tapes, name)
        ours = list(csv.DictReader(run('features', path, '--out', '-').stdout.splitlines()))
        compare(name, ours, list(csv.DictReader(reading.result().splitlines())))
        if path == tape:
            toxicity(tape, ours)
    # The default limit of VPIN is what docs/validation.md says of it.
    vpins = sorted(float(row['vpin']) for name in sorted(os.listdir(tapes)) if name.endswith('.gz')
                   for row in csv.DictReader(run('features', os.path.join(tapes, name), '--out', '-').stdout.splitlines()) if row['vpin'])
    share = sum(value > 0.8 for value in vpins) / len(vpins)
    check('vpin limit: one sample in twenty', len(vpins) == 16390 and f'{vpins[int(0.95 * len(vpins))]:.2f}' == '0.81' and f'{share:.3f}' == '0.056',
          (len(vpins), vpins[int(0.95 * len(vpins))], share))
    arguments = ('decide', tape, '--side', 'buy', '--notional', '250000', '--every', '1s', '--json')
    first, second = run(*arguments), run(*arguments)
    decisions = [json.loads(text) for text in first.stdout.splitlines()]
    check('decide twice is the same bytes', first.stdout == second.stdout and len(decisions) > 300, len(decisions))
    check('decisions carry their trace', all(len(d['trace']) == 12 and len(d['venues']) == 1 for d in decisions))
    both = json.loads(run('book', tape, os.path.join(tapes, 'binance-spot_ethusdt_20240808.gz'), '--at', '2024-08-08T23:57:00Z', '--json').stdout)
    check('book of two tapes at a time', [m['venue'] for m in both['markets']] == ['binance-futures', 'binance-spot'], both)
    rows = list(csv.DictReader(run('features', os.path.join(tapes, 'binance-futures_btcusdt_20230405.gz'), '--out', '-').stdout.splitlines()))
    check('nothing of the day before', int(rows[0]['timestamp']) >= 1680652800000000000, rows[0]['timestamp'])
else:
    skipped += 1
    print(f'skipped: the recordings in {tapes} are absent')

def plain_merge(paths, times):
    """The three recordings' books at those times, merged by hand: for each, bids and asks as price -> {venue: coins}, exact."""
    merged = [({}, {}) for _ in times]

    def take(at, venue, books):
        for side in (0, 1):
            for price, size in books[side].items():
                if venue == 'binance-coinm':  # ten dollars a contract, in coins, rounded down to a billionth
                    size = (size * 10 / price).quantize(D('0.000000001'), rounding=decimal.ROUND_DOWN)
                merged[at][side].setdefault(price, {})[venue] = size

    for venue, path in paths.items():
        books, last, kept, taken = ({}, {}), None, [], 0

        def apply(data):
            for side, key in ((0, 'b'), (1, 'a')):
                for price, size in data[key]:
                    if D(size) == 0:
                        books[side].pop(D(price), None)
                    else:
                        books[side][D(price)] = D(size)

        for text in gzip.open(path, 'rt'):
            message = json.loads(text.split(' ', 1)[1])
            data = message.get('data', message)
            if 'lastUpdateId' in data:
                books[0].update((D(p), D(q)) for p, q in data['bids'])
                books[1].update((D(p), D(q)) for p, q in data['asks'])
                last = data['lastUpdateId']
                for diff in kept:
                    if diff['u'] > last:
                        apply(diff)
            elif data.get('e') == 'depthUpdate':
                while taken < len(times) and data.get('T', data['E']) * 1_000_000 > times[taken]:
                    take(taken, venue, books)
                    taken += 1
                if taken == len(times):
                    break
                if last is None:
                    kept.append(data)
                elif data['u'] > last:
                    apply(data)
        for at in range(taken, len(times)):
            take(at, venue, books)
    return merged


if os.path.isdir(tapes):
    three = {'binance-futures': 'binance-futures_ethusdt_20240808.gz', 'binance-spot': 'binance-spot_ethusdt_20240808.gz',
             'binance-coinm': 'binance-coinm_ethusd_perp_20240808.gz'}
    three = {venue: os.path.join(tapes, name) for venue, name in three.items()}
    merge = ('--set', 'consolidated.equal_quotes=USD=USDT', '--set', 'consolidated.equal_kinds=yes')
    seconds = (1723161300, 1723161420, 1723161555)
    for second, expected in zip(seconds, plain_merge(three, [second * 1_000_000_000 for second in seconds])):
        result = run(*merge, 'book', *three.values(), '--consolidated', '--json', '--levels', '100000', '--at', f'{second}000000000')
        book = json.loads(result.stdout)['consolidated'][0]
        for side, name in ((0, 'bids'), (1, 'asks')):
            shown = {D(level['price']): {v: D(q) for v, q in level['venues'].items()} for level in book[name]}
            check(f'{name} at {second} equal an independent merge', shown == expected[side],
                  [(p, shown.get(p), expected[side].get(p)) for p in set(shown) | set(expected[side]) if shown.get(p) != expected[side].get(p)][:3])
            check(f'{name} at {second} are sums', all(D(level['size']) == sum(D(q) for q in level['venues'].values()) for level in book[name]))
            check(f'{name} at {second} are in order', [D(l['price']) for l in book[name]] == sorted(shown, reverse=side == 0))
    result = run('book', *three.values(), '--consolidated', '--json')
    check('quotes and kinds are equal only when the user says so', 'consolidated.equal_quotes' in result.stderr
          and 'consolidated.equal_kinds' in result.stderr
          and json.loads(result.stdout)['consolidated'] == [], result.stdout[:300] + result.stderr)
    result = run(*merge, 'decide', *three.values(), '--side', 'buy', '--notional', '3000000', '--every', '5s', '--json')
    decisions = [json.loads(text) for text in result.stdout.splitlines()]
    check('decisions over several tapes name every venue', len(decisions) > 60 and all(len(d['venues']) == 3 for d in decisions[1:]), len(decisions))
    for d in decisions:
        for v in d['venues']:
            if v['all_in_price'] is not None:
                cost = 1 + (v['fee_bps'] + v['latency_bps']) / 1e4
                check('all-in is price, fee and latency', abs(v['price'] * cost / v['all_in_price'] - 1) < 1e-12, v)
        if d['split']:
            total = sum(D(child['size']) for child in d['split'])
            check('children make the order', abs(total - D(d['size'])) <= D('0.01') and d['action'] == 'AGGRESSIVE', d['split'])
            check('a division costs no more', len(d['split']) == 1 or d['all_in_price'] <= d['single_all_in_price'], d['split'])
    check('no order for the coin goes to a contract', all(len(d['split']) <= 1 for d in decisions)
          and {d['venue'] for d in decisions[1:]} == {'binance-spot'}
          and any(v['excluded'] == 'other_kind' for d in decisions for v in d['venues']), decisions[-1])
    again = run(*merge, 'decide', *reversed(three.values()), '--side', 'buy', '--notional', '3000000', '--every', '5s', '--json')
    actions = lambda text: [(d['timestamp'], d['action'], d['all_in_price']) for d in map(json.loads, text.splitlines())]
    check('the order of the tapes decides nothing', actions(result.stdout) == actions(again.stdout))

captures = os.path.join(shared, 'data', 'captures', 'cryptofeed')
if os.path.isdir(captures):
    for name, verified in (('split/KRAKEN.ws.50.0.dev', 2677), ('split/OKX.ws.1.0.dev', 98)):
        book = json.loads(run('book', os.path.join(captures, name), '--json').stdout)
        check(f'{name}: every checksum verifies', book['checksums_verified'] == verified and book['checksums_failed'] == 0, book['checksums_verified'])
    # One digit of one size is another one: found by the checksum of its own update.
    with open(os.path.join(captures, 'split/KRAKEN.ws.50.0.dev')) as file:
        lines = file.read().split('\n')
    best = '[1360,{"b":[["0.000022870","'  # the best bid of ADA/XBT for most of the time
    spot = next(i for i, text in enumerate(lines) if i > 1000 and best in text and ',"0.00000000"' not in text)
    at = lines[spot].index('","', lines[spot].index('"b":[["') + 7) + 3
    digit = lines[spot][at]
    lines[spot] = lines[spot][:at] + ('8' if digit != '8' else '7') + lines[spot][at + 1:]
    book = json.loads(run('book', write('altered', '\n'.join(lines).encode()), '--json').stdout)
    check('an altered digit is caught', book['checksums_failed'] == 1 and book['gaps'] == 1, {k: book[k] for k in ('checksums_failed', 'gaps')})
    for names, venue in ((('split/COINBASE.ws.28.0.dev',), 'coinbase'),
                         (('sample_data/BINANCE_FUTURES.ws.1.0', 'sample_data/BINANCE_FUTURES.http.0.0'), 'binance-futures'),
                         (('sample_data/BINANCE.ws.1.0', 'sample_data/BINANCE.http.0.0'), 'binance-spot'),
                         (('split/BITSTAMP.ws.1.0.dev', 'sample_data/BITSTAMP.http.0.0'), 'bitstamp'),
                         (('sample_data/BYBIT.ws.25.0',), 'bybit'),
                         (('sample_data/KRAKEN.ws.48.0',), 'kraken')):
        result = run('book', *(os.path.join(captures, name) for name in names), '--venue', venue, '--json')
        book = json.loads(result.stdout)
        used = [market for market in book['markets'] if market['updates']]
        valid = all(D(m['bids'][0][0]) < D(m['asks'][0][0]) for m in used)
        check(f'{names[0]} gives books that are valid', valid and (used or 'ws.48' in names[0]), [m['symbol'] for m in used])
        check(f'{names[0]} decodes', result.stderr == '' and book['gaps'] == 0 and book['bbo_equal'] == book['bbo_checked'], result.stderr)
else:
    skipped += 1
    print('SKIP captures: shared recordings absent')

# The policies in turns on a paper venue: stopped, gone on with, and of another run.
result, first, again, second = in_turns.result()
lines = [json.loads(text) for text in first.splitlines()]
ordered = [entry for entry in lines if 'order' in entry]
check('validate --window', result.returncode == 0 and 'always_passive' in result.stdout and 'signal against' in result.stdout,
      result.stdout + result.stderr)
check('validate --window: in its hours', ordered and all(
    entry['decided'] >= '1772460000000000000' for entry in ordered), first)
check('validate --window: in turns', [entry['order'] for entry in ordered[:4]] ==
      ['signal', 'microstructure', 'always_market', 'always_passive'], first)
check('validate --window: sent ones end', all(
    entry['filled'] == entry['size'] or not entry['sent'] for entry in ordered if entry['order'] == 'always_market'), first)
check('validate --window: goes on', again.returncode == 0 and second.startswith(first) and len(second) > len(first) and
      'cut' not in second, again.stderr)
# The table crosses windows with strategies: counted from the file of every order. Too few orders give no verdict.
counts = {}
for entry in (json.loads(text) for text in second.splitlines()):
    if entry.get('sent'):
        hour = int(entry['decided']) // 3_600_000_000_000 % 24
        for window in ['day'] + [w for w, (b, e) in {'asia': (2, 6), 'europe': (8, 10), 'us': (14, 16)}.items() if b <= hour < e]:
            for strategy in ('all', entry['order']):
                counts[strategy, window] = counts.get((strategy, window), 0) + 1
printed = {(words[0], words[1]): int(words[2]) for words in (row.split() for row in again.stdout.splitlines())
           if len(words) > 3 and words[1] in ('day', 'asia', 'europe', 'us') and words[2].isdigit()}
check('validate --window: the crossed table counts as its file does', printed == counts and printed, (printed, counts))
fewest = min(sum(e.get('order') == p and e['sent'] for e in map(json.loads, second.splitlines()) if 'order' in e)
             for p in ('signal', 'microstructure'))
verdict = next(row for row in again.stdout.splitlines() if row.startswith('signal against microstructure'))
check('validate --window: no verdict from few pairs', fewest >= 30 or f'no verdict from ' in verdict and '30 are needed' in verdict,
      (fewest, verdict))
over = run(*turns, '--hours', '0.03')
check('validate --window: what is over is told again, and stays as it is', over.stdout == again.stdout and
      open(kept).read() == second, over.stdout + over.stderr)
# What led to no order has its reason, in the file and in the report.
reasons = {}
for entry in (json.loads(text) for text in second.splitlines()):
    if 'order' in entry and not entry['sent']:
        reasons[entry['why']] = reasons.get(entry['why'], 0) + 1
check('validate --window: says why there was no order', '' not in reasons and all(
      f'  {number} times no order: {why}' in again.stdout.splitlines() for why, number in reasons.items()), (reasons, again.stdout))
result = run('validate', '--window', 'all', '--state', os.path.join(folder, 'loss.jsonl'), '--hours', '0.01', '--speed', '20',
             '--every', '1s', '--horizon', '2s', '--set', 'risk.max_order_notional=1')
check('validate --window: a limit is named', result.returncode == 0 and 'times no order: ' in result.stdout and
      '0 sent' in result.stdout and 'no verdict from 0 pairs' in result.stdout, result.stdout + result.stderr)
# What goes on begins where the market was, with other news.
until = [int(entry['until']) for entry in lines if 'until' in entry]
resumed = [int(json.loads(text)['resumed']) for text in second.splitlines() if '"resumed"' in text]
later = [int(json.loads(text)['decided']) for text in second[len(first):].splitlines() if '"order"' in text]
check('validate --window: goes on at the market\'s time', resumed and resumed[0] >= max(until) and
      all(time >= resumed[0] for time in later), (until, resumed, later))
refuses('validate: another run', 'other settings', *turns[:-1], '2000', '--hours', '0.03')
refuses('validate: bad window', '--window mars', 'validate', '--window', 'mars', '--state', kept)
refuses('validate: no JSON of a run', '--json', *turns, '--hours', '0.02', '--json')
refuses('validate: bad hours', '--hours', 'validate', '--window', 'us', '--hours', '0', '--state', kept)

print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed else 0)

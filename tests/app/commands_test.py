#!/usr/bin/env python3
"""The commands as a user meets them: output, exit codes, bad input, and the features against an independent reading.

usage: commands_test.py LEADLINE SHARED_FOLDER
Parts that need the shared recordings skip by name where the folder is absent.
"""
import csv, gzip, json, math, os, subprocess, sys, tempfile

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
refuses('not a tape', 'b:1', 'book', write('b', b'what is this\n'))
refuses('bad side', '--side up', 'decide', write('a', GOOD.encode()), '--side', 'up')
refuses('bad notional', '--notional', 'decide', write('a', GOOD.encode()), '--side', 'buy', '--notional', '-5')
refuses('bad every', '--every soon', 'decide', write('a', GOOD.encode()), '--side', 'buy', '--every', 'soon')
refuses('bad time', '--at noon', 'book', write('a', GOOD.encode()), '--at', 'noon')
refuses('bad ending', '.parquet or .csv', 'features', write('a', GOOD.encode()), '--out', os.path.join(folder, 'f.xls'))
refuses('no folder', 'cannot be written', 'features', write('a', GOOD.encode()), '--out', '/nowhere/f.parquet')
refuses('bad override', 'routing.aggressive_obi = 7', '--set', 'routing.aggressive_obi=7', 'book', write('a', GOOD.encode()))
refuses('bad environment', 'environment', 'book', write('a', GOOD.encode()), ROUTING__AGGRESSIVE_OBI='x')
refuses('missing settings file', 'no such file', '--settings', os.path.join(folder, 'none.toml'), 'book', write('a', GOOD.encode()))
refuses('bad fault', '--fault', 'sim', '--fault', 'earthquake')
check('unknown command', run('fly').returncode == 2)
check('no tape', run('book').returncode == 2)
for command in ('features', 'decide', 'book', 'verify', 'sim'):
    check(f'{command} --help', run(command, '--help').returncode == 0)

# A bad line is named, counted and skipped; the rest is used.
for name, bad in {
    'junk': 'what is this',
    'typed': line(100).strip().replace('"U":1000', '"U":"1000"'),
    'digits': line(100).strip().replace('"100.0"', '"123456789012345678901234567890.123456789012345678901"'),
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

# No half file is left behind, and none is overwritten by a failure.
check('no part files', not [name for name in os.listdir(folder) if name.endswith('.part')], os.listdir(folder))


def compare(tape, venue):
    """Every feature of a tape against the slow reading, prices digit for digit, ratios within 1e-9."""
    ours = list(csv.DictReader(run('features', tape, '--out', '-').stdout.splitlines()))
    theirs = subprocess.run([sys.executable, oracle, tape, '--venue', venue, '--limit', '700'], capture_output=True, text=True)
    theirs = list(csv.DictReader(theirs.stdout.splitlines()))[:-1]  # the last sample of a limited run is not complete
    name = os.path.basename(tape)
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


def toxicity(tape):
    """VPIN and volatility worked out again from the tape, at the last sample of a futures tape."""
    ours = list(csv.DictReader(run('features', tape, '--out', '-').stdout.splitlines()))
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
    for tape, venue in (('binance-futures_ethusdt_20240808.gz', 'binance-futures'),
                        ('binance-spot_ethusdt_20240808.gz', 'binance-spot'),
                        ('binance-futures_btcusdt_20230404.gz', 'binance-futures')):
        compare(os.path.join(tapes, tape), venue)
    toxicity(os.path.join(tapes, 'binance-futures_ethusdt_20240808.gz'))
    tape = os.path.join(tapes, 'binance-futures_ethusdt_20240808.gz')
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

print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed else 0)

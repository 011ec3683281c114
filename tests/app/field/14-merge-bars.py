"""Bars of many exporters: the book's row of each, whatever the time is written like."""

GOOD = ('bom.csv', 'float_ms.csv', 'float_s.csv', 'isoformat_tz.csv', 'kline_ms.csv', 'kline_us.csv', 'newyork_offset.csv')
NAMED = (('kline_headerless.csv', ('no time column', '--time')), ('kline_mixed.csv', None),
         ('lower_symbol.csv', ('ethusdt', 'ETHUSDT')), ('no_symbol.csv', ('no symbol column',)),
         ('sci_ms.csv', ('row 1', '1.735780e+12')), ('slash_symbol.csv', ('ETH/USDT', 'ETHUSDT')),
         ('ticker_numeric.csv', ('0700',)), ('us_dates.csv', ('row 1', '01/02/2025')),
         ('yfinance_multi.csv', ('no time column',)))


def case(field):
    rows = ''.join(f'{1735779600000000000 + n * 10**9},binance-spot,ETHUSDT,{3450 + n}\n' for n in range(20))
    book = field.write('book.csv', 'timestamp,venue,symbol,best_bid\n' + rows)
    out = str(field.scratch / 'merged.csv')
    for name in GOOD:
        result = field.run('merge', field.path(name), '--book', book, '--out', out)
        field.check(f'{name}: merged', result.returncode == 0, result.stderr)
        merged = open(out).read().splitlines()[1:]
        bars = [line.split(',') for line in merged]
        field.check(f'{name}: each bar with its row', len(bars) > 5 and all(
            bar[-1] == str(3450 + min(n, 19)) and bar[-3] == str(1735779600000000000 + min(n, 19) * 10**9)
            for n, bar in enumerate(bars)), merged[:3])
    for name, words in NAMED:
        if words:
            field.refuses(name, words, 'merge', field.path(name), '--book', book, '--out', out)
    result = field.run('merge', field.path('kline_mixed.csv'), '--book', book, '--out', out)
    field.check('kline_mixed.csv: merged, or its row named', result.returncode == 0 or 'row' in result.stderr, result.stderr)

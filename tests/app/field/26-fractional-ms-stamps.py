"""Fractions of milli- and microseconds; a snapshot without a time of its own takes the time it was received."""


def case(field):
    kraken, bars = field.path('kraken.txt'), field.path('bars.csv')
    outputs = {}
    for name in ('cb_ns.txt', 'cb_msfrac.txt', 'cb_usfrac.txt'):
        rows = field.run('features', field.path(name), '--out', '-').stdout.splitlines()
        field.check(f'{name}: times', len(rows) > 100 and all(row.startswith('17357796') for row in rows[1:]), rows[1][:60])
        times = [int(row.split(',')[0]) for row in rows[1:]]
        field.check(f'{name}: in order', times == sorted(times), times[:5])
        outputs[name] = field.run('decide', field.path(name), kraken, '--side', 'buy', '--notional', '1000', '--every',
                                  '1s').stdout
        book, out = field.write('rows.csv', '\n'.join(rows) + '\n'), str(field.scratch / 'merged.csv')
        result = field.run('merge', bars, '--book', book, '--out', out)
        merged = open(out).read().splitlines() if result.returncode == 0 else []
        field.check(f'{name}: no row of 1970 for the bar before it', len(merged) == 3 and merged[1].endswith(',,')
                    and ',17357796' in merged[2], merged[1:])
    field.check('same decisions', len(set(outputs.values())) == 1 and 'kraken' in outputs['cb_ns.txt'],
                [text[:200] for text in outputs.values()])

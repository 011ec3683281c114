"""Receive times in every unit and form, or none: one book, and no row of another century."""

FILES = ('ms.txt', 's_fraction.txt', 'ms_fraction.txt', 'us.txt', 'us_fraction.txt', 'comma_separated.txt',
         'tab_separated.txt', 'iso_ns_z.txt', 'jsonl_without_stamp.jsonl')


def case(field):
    first = field.one_market(FILES[0])
    field.check('ms.txt: whole', first.get('updates') == 300 and first.get('bbo_equal') == 300, first)
    rows = field.run('features', field.path(FILES[0]), '--out', '-').stdout
    field.check('ms.txt: times', all(line.startswith('17357796') for line in rows.splitlines()[1:]), rows[:200])
    for name in FILES[1:]:
        found, errors = field.book(name)
        field.check(f'{name}: same book', found and found['markets'] == [first], errors)
        other = field.run('features', field.path(name), '--out', '-').stdout
        field.check(f'{name}: same features', other == rows, other[:200])
    lines = open(field.path('ms.txt')).read().splitlines()
    messages = [line.split(' ', 1) for line in lines]
    for name, form in (('iso_blank.txt', lambda t, m: f'2025-01-02 01:00:{int(t) // 1000 % 60:02},{int(t) % 1000:03} {m}'),
                       ('iso_offset.txt', lambda t, m: f'2025-01-02T02:00:{int(t) // 1000 % 60:02}.{int(t) % 1000:03}+0100 {m}'),
                       ('semicolon.txt', lambda t, m: f'{t};{m}'), ('blanks.txt', lambda t, m: f'{t}\t {m}'),
                       ('pandas.csv', lambda t, m: t + ',"' + m.replace('"', '""') + '"')):
        path = field.write(name, '\n'.join(form(t, m) for t, m in messages) + '\n')
        found, errors = field.book(path)
        field.check(f'{name}: same book', found and found['markets'] == [first], errors)

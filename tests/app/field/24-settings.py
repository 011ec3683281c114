"""Odd settings files: read where TOML reads them, else one line with the place."""


def case(field):
    tape = str(field.folder.parent / '20-receive-stamps' / 'ms.txt')
    for name in ('bom.toml', 'dotted.toml', 'string_number.toml', 'underscore.toml'):
        result = field.run('--settings', field.path(name), 'book', tape)
        field.check(f'{name}: read', result.returncode == 0 and result.stderr == '', result.stderr)
    for name, place in (('comma.toml', ':2:'), ('dup.toml', ':3:'), ('latin1.toml', ':2:'), ('utf16.toml', ':1:')):
        field.refuses(f'{name}: refused with its place', name + place, '--settings', field.path(name), 'book', tape)

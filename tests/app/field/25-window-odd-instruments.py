"""Odd instruments in the window: a size keeps its suffix, a price its digits; nothing of the ladder is cut.

The window says on stderr what its ladder had no room for when a picture is taken; tables: qt_tests views/figures.
"""
import os


def case(field):
    def picture(name, tape, geometry):
        file = str(field.scratch / (name + '.png'))
        result = field.run('--tape', tape, '--speed', '20', '--screenshot', file, '--screenshot-after', '3', '--geometry',
                           geometry, QT_QPA_PLATFORM='offscreen')
        field.check(f'{name} {geometry}: a picture', result.returncode == 0 and os.path.getsize(file) > 50_000,
                    f'{result.returncode}, {result.stderr!r}')
        field.check(f'{name} {geometry}: nothing cut', 'had no room' not in result.stderr, result.stderr)

    data = field.folder.parent
    for name, tape in (('btc', field.path('btc.txt')), ('doge', field.path('doge_spot.txt')),
                       ('trx', field.path('trx_spot.txt')), ('pepe', data / '07-tiny-prices' / 'pepe_spot.txt'),
                       ('babydoge', data / '07-tiny-prices' / '1mbabydoge.txt'),
                       ('idr', data / '06-price-above-a-billion' / 'btcidr_1.6e9.txt')):
        picture(name, tape, '1280x800')
    picture('pepe', data / '07-tiny-prices' / 'pepe_spot.txt', '1024x720')

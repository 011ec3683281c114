"""Stamps in microseconds: the book of the twin in milliseconds, to the microsecond."""


def case(field):
    for market, checked in (('spot', 300), ('usdm', 299)):
        twins = [field.one_market(f'{market}_{unit}.txt') for unit in ('ms', 'us')]
        field.check(f'{market}: twins', twins[0] == twins[1], twins)
        field.check(f'{market}: whole', twins[1].get('updates') == 300 and twins[1].get('bbo_equal') == checked, twins[1])
        rows = [field.run('features', field.path(f'{market}_{unit}.txt'), '--out', '-').stdout for unit in ('ms', 'us')]
        field.check(f'{market}: features', rows[0] == rows[1] and len(rows[0]) > 10000, rows[1][:300])

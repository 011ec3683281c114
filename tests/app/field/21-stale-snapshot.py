"""Snapshots that come again or late, and two collectors in one file: the book of the clean recording."""


def case(field):
    base = field.one_market('base.txt')
    book = {key: base.get(key) for key in ('bids', 'asks', 'bid_levels', 'ask_levels', 'timestamp', 'state')}
    field.check('base: in sequence', base.get('state') == 'in sequence' and base.get('gaps') == 0, base)
    for name in ('twice_at_start.txt', 'every_line_twice.txt', 'old_again.txt', 'two_collectors.txt'):
        market = field.one_market(name)
        field.check(f'{name}: same book', {key: market.get(key) for key in book} == book, market)
        field.check(f'{name}: no gap', market.get('gaps') == 0 and market.get('updates') == base.get('updates'), market)

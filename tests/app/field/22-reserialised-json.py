"""JSON that a program wrote again: the same book, and a checksum fails only where it was judged."""


def case(field):
    keys = ('bids', 'asks', 'bid_levels', 'ask_levels', 'timestamp', 'updates', 'gaps')
    plain = field.one_market('binance-spot_ethusdt_20250102.txt')
    spaces = field.one_market('spaces.txt')
    field.check('spaces: same book', [plain.get(k) for k in keys] == [spaces.get(k) for k in keys], spaces)
    wire = field.one_market('kraken_wire.txt')
    field.check('wire: every checksum', wire.get('checksums_verified') == 201, wire)
    for name in ('kraken_python.txt', 'kraken_trimmed.txt'):
        market = field.one_market(name)
        field.check(f'{name}: the book of the wire', [wire.get(k) for k in keys] == [market.get(k) for k in keys], market)
        field.check(f'{name}: none failed', market.get('checksums_failed') == 0, market)
        field.check(f'{name}: each judged or said to be not',
                    market.get('checksums_verified', 0) + market.get('checksums_not_judged', 0) == 201, market)
    market = field.one_market('kraken_eth_python.txt')
    field.check('eth: none failed', market.get('checksums_failed') == 0 and market.get('gaps') == 0, market)
    field.check('eth: the book is kept', market.get('updates') == 201, market)

    # A real loss in rewritten numbers is still one, and the exit code says that the book was lost.
    lines = open(field.path('kraken_wire.txt')).read().splitlines(keepends=True)
    lost = field.write('kraken_pepeaud_20250102.txt', ''.join(lines[:60] + lines[61:]))
    market = field.one_market(lost, code=1)
    field.check('lost: counted', market.get('checksums_failed') == 1 and market.get('state') == 'gap, resyncing', market)

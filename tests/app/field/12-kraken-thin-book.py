"""Books of fewer than ten levels: every checksum is verified."""


def case(field):
    for name, verified, bids, asks in (('thin3.txt', 41, 8, 9), ('thin7.txt', 201, 8, 9), ('empty_side.txt', 2, 1, 1)):
        market = field.one_market(name)
        field.check(f'{name}: checksums', market.get('checksums_verified') == verified, market)
        field.check(f'{name}: none failed', market.get('checksums_failed') == 0 and market.get('gaps') == 0, market)
        field.check(f'{name}: levels', (market.get('bid_levels'), market.get('ask_levels')) == (bids, asks), market)

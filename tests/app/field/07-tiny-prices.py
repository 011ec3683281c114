"""Prices of ten and more decimals: read exactly, or the level is refused and counted, never the message."""


def case(field):
    for name in ('1000pepe_usdm.txt', '1inch.txt', '1mbabydoge.txt', 'doge.txt', 'pepe_spot.txt'):
        market = field.one_market(name)
        field.check(f'{name}: in sequence', market.get('state') == 'in sequence' and market.get('gaps') == 0, market)
        field.check(f'{name}: equals the venue\'s touch',
                    market.get('bbo_checked', 0) > 0 and market.get('bbo_equal') == market.get('bbo_checked'), market)
        field.check(f'{name}: nothing set aside', market.get('levels_set_aside') == 0, market)
    for name, decimals in (('kraken_btt_10dec.txt', 10), ('okx_sats_10dec.txt', 10)):
        market = field.one_market(name)
        field.check(f'{name}: levels counted', market.get('levels_set_aside', 0) > 0, market)
        field.check(f'{name}: no message lost, no gap', market.get('gaps') == 0 and market.get('updates', 0) > 100, market)
        field.check(f'{name}: checksums by the texts', market.get('checksums_verified', 0) > 100
                    and market.get('checksums_failed') == 0, market)
        field.check(f'{name}: the touch is not claimed', 'at the touch' in market.get('state', ''), market)

"""Levels far outside of the market cost themselves and not the book; a market above a thousand million has a book."""


def case(field):
    # BTC/IDR: bids above and below a thousand million.
    for name in ('btcidr.txt', 'btcidr_1.6e9.txt', 'btcidr_around.txt'):
        market = field.one_market(name)
        field.check(f'{name}: has a book', market.get('bid_levels', 0) > 5 and market.get('ask_levels', 0) > 5, market)
        field.check(f'{name}: in sequence', market.get('state') == 'in sequence' and market.get('gaps') == 0, market)
        field.check(f'{name}: equals the venue\'s touch',
                    market.get('bbo_checked', 0) > 0 and market.get('bbo_equal') == market.get('bbo_checked'), market)
        field.check(f'{name}: nothing set aside', market.get('levels_set_aside') == 0, market)
    # The joke is 1,111,111,111, which is held where it stands; the tiny level has a tenth decimal.
    for name, aside in (('coinbase_joke_ask_in_snapshot.txt', 0), ('coinbase_joke_ask_in_update.txt', 0),
                        ('coinbase_tiny_level_in_snapshot.txt', 1)):
        said, errors = field.book(name)
        market = (said or {}).get('markets', [{}])[0]
        field.check(f'{name}: set aside', market.get('levels_set_aside') == aside, market)
        field.check(f'{name}: the joke is the last ask', aside or market['asks'][-1] == ['1111111111', '0.1'], market)
        field.check(f'{name}: the book stands', market.get('bid_levels', 0) > 1 and market.get('ask_levels', 0) > 1, market)
        field.check(f'{name}: no gap', market.get('gaps') == 0 and 'gap' not in market.get('state', 'gap'), market)
        field.check(f'{name}: no line lost', 'skipped' not in errors, errors)
        field.check(f'{name}: never at the touch', 1000 < float(market['bids'][0][0]) < float(market['asks'][0][0]) < 1e6
                    if market.get('bids') and market.get('asks') else False, market)
    # A real snapshot in the shape of what was published: 31,000 levels, thirteen of them jokes.
    bids = [["bid", f"{68900 - i / 100:.2f}", "0.5"] for i in range(15500)]
    asks = [["offer", f"{68901 + i / 100:.2f}", "0.5"] for i in range(15487)]
    jokes = [["offer", price, "0.01"] for price in (
        '5000000000', '6900000000', '9999999999', '9999999999.99', '10000000000', '12345678900', '69000000000',
        '99999999999', '100000000000', '420000000000', '999999999999', '1000000000000', '98765432109876.54')]
    updates = ','.join('{"side":"%s","event_time":"2025-01-02T01:00:00Z","price_level":"%s","new_quantity":"%s"}'
                       % tuple(level) for level in bids + asks + jokes)
    line = ('1735779600000 {"channel":"l2_data","client_id":"","timestamp":"2025-01-02T01:00:00Z","sequence_num":0,'
            '"events":[{"type":"snapshot","product_id":"BTC-USD","updates":[' + updates + ']}]}\n')
    market = field.one_market(field.write('coinbase_btc-usd_20250102.txt', line))
    field.check('jokes: thirteen set aside', market.get('levels_set_aside') == 13 and market.get('levels_aside') == 13,
                {k: v for k, v in market.items() if k not in ('bids', 'asks')})
    field.check('jokes: the other 30,987 stand',
                (market.get('bid_levels'), market.get('ask_levels')) == (15500, 15487), market.get('state'))

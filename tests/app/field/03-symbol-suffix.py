"""Symbols without a separator: cut where the venue's currencies, its list or the coin's name say."""


def case(field):
    for coin in ('BAT', 'DOT', 'ETH', 'SHIB', 'USDT'):
        market = field.one_market(f'bitstamp_{coin}USD.txt')
        field.check(f'{coin}USD: pair', market.get('pair') == f'{coin}/USD' and market.get('guessed') is False, market)
        field.check(f'{coin}USD: nothing was checked', market.get('state') == 'not checked', market)
    for coin in ('dot', 'eth', 'shib'):
        market = field.one_market(f'kraken_{coin}.txt')
        field.check(f'{coin}: pair', market.get('pair') == f'{coin.upper()}/USD' and market.get('guessed') is False, market)

    both, errors = field.book('bitstamp_SHIBUSD.txt', field.path('kraken_shib.txt'), '--consolidated',
                              '--set', 'consolidated.max_delay_seconds=100')
    groups = (both or {}).get('consolidated', [])
    field.check('SHIB/USD of two venues is one', len(groups) == 1 and groups[0]['pair'] == 'SHIB/USD'
                and len(groups[0]['venues']) == 2, groups or errors)

    # Binance has BUSD and TUSD as well, so that its symbols have to be guessed, and the guess is told.
    def binance(symbol):
        return (f'1735779600000123456 {{"lastUpdateId":1,"bids":[["1","1"]],"asks":[["2","1"]]}}\n'
                f'1735779600105123456 {{"stream":"{symbol.lower()}@depth","data":{{"e":"depthUpdate","E":1735779600102,'
                f'"s":"{symbol}","U":2,"u":2,"b":[["1","2"]],"a":[]}}}}\n')
    for symbol, pair, guessed in (('SHIBUSD', 'SHIB/USD', True), ('DOTUSD', 'DOT/USD', True), ('BATUSD', 'BAT/USD', True),
                                  ('USDTUSD', 'USDT/USD', True), ('1INCHUSDT', '1INCH/USDT', False),
                                  ('BTCUSD1', 'BTC/USD1', False), ('USD1USDT', 'USD1/USDT', False),
                                  ('BTCIDR', 'BTC/IDR', False), ('BTCBIDR', 'BTC/BIDR', True), ('BTCEURI', 'BTC/EURI', False),
                                  ('SHIBBUSD', 'SHIB/BUSD', True), ('NEWCBUSD', 'NEWC/BUSD', True)):
        path = field.write(f'binance-spot_{symbol.lower()}_20250102.txt', binance(symbol))
        market = field.one_market(path)
        field.check(f'{symbol}: pair', (market.get('pair'), market.get('guessed')) == (pair, guessed), market)
        said = field.run('book', path).stdout
        field.check(f'{symbol}: told', (f'taken for {pair} by its name' in said) == guessed, said)

    # The venue's own list in the recording wins over a guess.
    listed = ('1735779600000023456 {"timezone":"UTC","symbols":[{"symbol":"NEWCBUSD","status":"TRADING","baseAsset":"NEWCB",'
              '"quoteAsset":"USD","filters":[]}]}\n')
    path = field.write('binance-spot_newcbusd_20250102.txt', listed + binance('NEWCBUSD'))
    market = field.one_market(path)
    field.check('the list wins', (market.get('pair'), market.get('guessed')) == ('NEWCB/USD', False), market)

"""COIN-M counts contracts, whatever its files are called; USD-M counts coins."""


def case(field):
    def text(name):
        with open(field.path(name), encoding='utf-8') as file:
            return file.read()

    expected = {'binance-coinm_btcusd_250926_20250102.txt': ('BTC/USD-20250926', 'BTCUSD_250926'),
                'coinm_delivery.txt': ('BTC/USD-20250926', 'BTCUSD_250926'), 'coinm_perp.txt': ('BTC/USD-PERP', 'BTCUSD_PERP')}
    for name, (pair, symbol) in expected.items():
        market = field.one_market(name)
        field.check(f'{name}: COIN-M', (market.get('venue'), market.get('symbol'), market.get('pair'))
                    == ('binance-coinm', symbol, pair), market)
        field.check(f'{name}: contracts of 100 dollars', (market.get('unit'), market.get('contract_value'),
                    market.get('contract_currency')) == ('contracts', '100', 'USD'), market)
        field.check(f'{name}: kept', market.get('state') == 'in sequence' and market.get('gaps') == 0, market)
    market = field.one_market('usdm_delivery.txt')
    field.check('USD-M: coins', (market.get('venue'), market.get('unit'), market.get('pair'))
                == ('binance-futures', 'coins', 'BTC/USDT-20250926'), market)

    # Names that say otherwise, and a venue that was named wrong.
    for symbol in ('btcusd_250926', 'ethusd_251226'):
        coin = symbol[:3].upper()
        content = text('coinm_delivery.txt').replace('BTCUSD_250926', symbol.upper()).replace('btcusd_250926', symbol)
        content = content.replace('"ps":"BTCUSD"', f'"ps":"{coin}USD"')
        for prefix in ('binance-futures', 'binance-spot'):
            market = field.one_market(field.write(f'{prefix}_{symbol}_20250102.txt', content))
            field.check(f'{prefix}_{symbol}', (market.get('venue'), market.get('unit'), market.get('contract_value'))
                        == ('binance-coinm', 'contracts', '100' if coin == 'BTC' else '10'), market)
        market = field.one_market(field.write('tape.txt', content), '--venue', 'binance-futures')
        field.check(f'--venue binance-futures {symbol}', market.get('unit') == 'contracts', market)
    without = text('coinm_perp.txt').replace('"ps":"BTCUSD",', '')
    field.check('told by the symbol alone', field.one_market(field.write('tape.txt', without)).get('venue') == 'binance-coinm')
    market = field.one_market(field.write('binance-coinm_btcusdt_250926_20250102.txt', text('usdm_delivery.txt')))
    field.check('USD-M called COIN-M', (market.get('venue'), market.get('unit')) == ('binance-futures', 'coins'), market)

    # Bybit's inverse contracts are a dollar each.
    def level(price, size, side):
        return f'{{"price":"{price}","symbol":"BTCUSD","id":{int(price)}0000,"side":"{side}","size":{size}}}'
    snapshot = (f'1618677785000000000 {{"topic":"orderBookL2_25.BTCUSD","type":"snapshot","data":[{level(60000, 500, "Buy")},'
                f'{level(60001, 700, "Sell")}],"cross_seq":1,"timestamp_e6":1618677785000000}}\n')
    market = field.one_market(field.write('bybit.txt', snapshot))
    field.check('Bybit inverse', (market.get('unit'), market.get('contract_value'), market.get('contract_currency'),
                market.get('pair')) == ('contracts', '1', 'USD', 'BTC/USD-PERP'), market)

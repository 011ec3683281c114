"""Bybit: v5's topics, whose ids count up by one, and the older inverse snapshots, which are bare lists."""
import json


def case(field):
    with open(field.path('v5.txt'), encoding='utf-8') as file:
        lines = file.read().splitlines()

    plain = {'b': {}, 'a': {}}
    trades = 0
    for line in lines:
        message = json.loads(line.split(' ', 1)[1])
        trades += len(message['data']) if message.get('topic', '').startswith('publicTrade') else 0
        if not message.get('topic', '').startswith('orderbook'):
            continue
        for side in plain:
            if message['type'] == 'snapshot':
                plain[side].clear()
            for price, size in message['data'][side]:
                plain[side].pop(float(price), None)
                if float(size) > 0:
                    plain[side][float(price)] = float(size)
    bids = sorted(plain['b'].items(), reverse=True)
    asks = sorted(plain['a'].items())
    for name in ('v5.txt', 'bybit_btcusdt_20250926.txt'):
        market = field.one_market(name)
        field.check(f'{name}: the book', [(float(p), float(s)) for p, s in market.get('bids', [])] == bids[:10]
                    and [(float(p), float(s)) for p, s in market.get('asks', [])] == asks[:10], market)
        field.check(f'{name}: in sequence', market.get('state') == 'in sequence' and market.get('gaps') == 0
                    and market.get('updates') == 151, market)
        field.check(f'{name}: trades', market.get('messages') == 151 + trades, market)
        field.check(f'{name}: what it is', (market.get('symbol'), market.get('pair'), market.get('unit'))
                    == ('BTCUSDT', 'BTC/USDT-PERP', 'coins'), market)

    lost = [line for line in lines if '"u":150,' not in line]
    said = field.run('book', field.write('lost.txt', '\n'.join(lost) + '\n'), '--json').stdout
    market = json.loads(said)['markets'][0] if said else {}
    field.check('a lost update is a gap', market.get('gaps') == 1 and market.get('state') != 'in sequence', market)

    def entry(price, size, side):
        return f'{{"price":"{price}","symbol":"BTCUSD","id":{int(price)}0000,"side":"{side}","size":{size}}}'
    inverse = [f'1618677785000000000 {{"topic":"orderBookL2_25.BTCUSD","type":"snapshot","data":[{entry(60000, 500, "Buy")},'
               f'{entry(60001, 700, "Sell")}],"cross_seq":1,"timestamp_e6":1618677785000000}}',
               f'1618677785100000000 {{"topic":"orderBookL2_25.BTCUSD","type":"delta","data":{{"delete":[],"update":'
               f'[{entry(60000, 900, "Buy")}],"insert":[{entry(60002, 50, "Sell")}],"transactTimeE6":0}},"cross_seq":2,'
               f'"timestamp_e6":1618677785100000}}']
    market = field.one_market(field.write('inverse.txt', '\n'.join(inverse) + '\n'))
    field.check('a bare list', market.get('bids') == [['60000', '900']] and market.get('asks') == [['60001', '700'],
                ['60002', '50']] and market.get('unit') == 'contracts' and market.get('state') == 'not checked', market)

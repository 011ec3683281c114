"""OKX without a checksum: the book is kept by its sequence numbers, and a lost update is a gap."""
import json


def case(field):
    def text(name):
        with open(field.path(name), encoding='utf-8') as file:
            return file.read()

    verified = field.one_market('real_crc.txt')
    book = {key: verified.get(key) for key in ('bids', 'asks', 'bid_levels', 'ask_levels', 'timestamp')}
    field.check('real_crc: verified', verified.get('checksums_verified') == 201 and verified.get('checksums_failed') == 0
                and verified.get('gaps') == 0 and verified.get('state') == 'in sequence', verified)
    for name in ('zero_crc.txt', 'no_crc.txt', 'books5.txt', 'books_l2_tbt.txt'):
        market = field.one_market(name)
        field.check(f'{name}: the same book', {key: market.get(key) for key in book} == book, market)
        field.check(f'{name}: in sequence', market.get('state') == 'in sequence' and market.get('gaps') == 0
                    and market.get('updates') == 201 and market.get('checksums_verified') == 0
                    and market.get('checksums_failed') == 0, market)
    for name in ('zero_crc_lost_update.txt', 'no_crc_lost_update.txt'):
        said = field.run('book', field.path(name), '--json').stdout
        market = json.loads(said)['markets'][0] if said else {}
        field.check(f'{name}: a gap', market.get('gaps') == 1 and market.get('state') not in ('in sequence', 'not checked'),
                    market)
        field.check(f'{name}: no checksum failed', market.get('checksums_failed') == 0, market)

    # Without numbers nothing can be checked, and that is what is said.
    bare = '\n'.join(line.replace('"prevSeqId"', '"was"').replace('"seqId"', '"is"') for line in text('no_crc.txt').splitlines())
    market = field.one_market(field.write('okx_btc-usdt.txt', bare + '\n'))
    field.check('without numbers: not checked', market.get('state') == 'not checked' and market.get('updates') == 201
                and market.get('bids') == book['bids'], market)
    said = field.run('book', field.write('okx_btc-usdt.txt', bare + '\n')).stdout
    field.check('without numbers: the text says so', 'okx BTC-USDT: not checked' in said and 'in sequence' not in said, said)

    frames = [f'17357796{n:02}000000000 {{"arg":{{"channel":"books5","instId":"BTC-USDT"}},"data":[{{"asks":[["10{n}.5","1","0","1"]],'
              f'"bids":[["10{n}","{n}","0","1"]],"ts":"17357796{n:02}000","seqId":{n}}}]}}' for n in range(1, 4)]
    market = field.one_market(field.write('frames.txt', '\n'.join(frames) + '\n'))
    field.check('books5: each message is the whole book', market.get('bids') == [['103', '3']] and market.get('updates') == 3
                and market.get('bid_levels') == 1 and market.get('state') == 'not checked', market)
    touch = [line.replace('books5', 'bbo-tbt') for line in frames]
    market = field.one_market(field.write('touch.txt', '\n'.join(touch) + '\n'))
    field.check('bbo-tbt: the touch', market.get('bids') == [['103', '3']] and market.get('asks') == [['103.5', '1']], market)

"""Sizes of swaps are contracts: their value is told, or asked for, and never taken for a coin."""


def case(field):
    with open(field.path('btc_usdt_swap.txt'), encoding='utf-8') as file:
        swap = file.read()

    spot = field.one_market('btc_usdt_spot.txt')
    field.check('spot: coins', spot.get('unit') == 'coins' and 'contract_value' not in spot, spot)
    market = field.one_market('btc_usdt_swap.txt')
    field.check('swap: contracts', market.get('unit') == 'contracts' and market.get('pair') == 'BTC/USDT-PERP', market)
    field.check('swap: of 0.01 BTC', (market.get('contract_value'), market.get('contract_currency')) == ('0.01', 'BTC'), market)
    said = field.run('book', field.path('btc_usdt_swap.txt')).stdout
    field.check('swap: the text says so', 'sizes in contracts of 0.01 BTC' in said, said)

    def merged(path, *arguments):
        said, errors = field.book('btc_usdt_spot.txt', path, '--consolidated', '--set', 'consolidated.equal_kinds=yes',
                                  *arguments)
        groups = (said or {}).get('consolidated', [])
        field.check('one group', len(groups) == 1 and len(groups[0]['venues']) == 2, groups or errors)
        return (groups[0] if groups else {'venues': [], 'bids': []}), errors

    # The same book in coins and in contracts: side by side each price holds the same twice, but for what is cut.
    group, _ = merged(field.path('btc_usdt_swap.txt'))
    sizes = {price: float(size) for price, size in spot.get('bids', [])}
    sums = {level['price']: float(level['size']) for level in group['bids']}
    field.check('consolidated in coins', sums and all(abs(sums[price] - 2 * sizes[price]) <= 0.011 for price in sums), group)

    # A swap that nobody described.
    path = field.write('okx_foo-usdt-swap_20250102.txt', swap.replace('BTC-USDT-SWAP', 'FOO-USDT-SWAP'))
    unknown, errors = field.book(path)
    unknown = unknown['markets'][0]
    field.check('unknown: contracts', unknown.get('unit') == 'contracts' and unknown.get('contract_value') is None
                and unknown.get('bids') == market.get('bids'), unknown)
    field.check('unknown: what to do', '--contract-value FOO-USDT-SWAP=VALUE' in errors, errors)
    told = field.one_market(path, '--contract-value', 'FOO-USDT-SWAP=0.01')
    field.check('told: by the user', told.get('contract_value') == '0.01', told)
    listed = ('1735779599000000000 {"arg":{"channel":"instruments","instType":"SWAP"},"data":[{"instType":"SWAP","instId":'
              '"FOO-USDT-SWAP","ctVal":"5","ctMult":"2","ctValCcy":"FOO","ctType":"linear","state":"live"}]}\n')
    recorded = field.write('okx_foo-usdt-swap_20250103.txt', listed + swap.replace('BTC-USDT-SWAP', 'FOO-USDT-SWAP'))
    field.check('told: by the recording', field.one_market(recorded).get('contract_value') == '10', recorded)
    both = field.one_market(recorded, '--contract-value', 'FOO-USDT-SWAP=3')
    field.check('the user comes before the recording', both.get('contract_value') == '3', both)

    # It takes no part beside others, and says why.
    other = field.write('okx_btc-usdc-swap_20250102.txt', swap.replace('BTC-USDT-SWAP', 'BTC-USDC-SWAP'))
    arguments = ('--set', 'consolidated.equal_quotes=USDT=USDC')
    group, _ = merged(other, *arguments)
    excluded = {venue['symbol']: venue['excluded'] for venue in group['venues']}
    field.check('unknown: no part', excluded == {'BTC-USDT': None, 'BTC-USDC-SWAP': 'unknown_contract'}, group)
    group, _ = merged(other, *arguments, '--contract-value', 'BTC-USDC-SWAP=0.01')
    field.check('told: it takes part', all(venue['excluded'] is None for venue in group['venues']), group)

    decided = field.run('decide', path, '--side', 'buy', '--every', '5s', '--json')
    field.check('unknown: no decision on it', decided.returncode == 0 and decided.stdout
                and ('"unknown_contract"' in decided.stdout or 'venue_excluded' in decided.stdout), decided.stdout[:600])
    for bad in ('FOO-USDT-SWAP', 'FOO-USDT-SWAP=0', 'FOO-USDT-SWAP=-1', '=0.1', 'FOO-USDT-SWAP=many'):
        field.refuses(f'--contract-value {bad}', ['--contract-value', 'above 0'], 'book', path, '--contract-value', bad)
    field.refuses('a symbol that is not there', 'no message about NOT-HERE', 'book', path, '--contract-value', 'NOT-HERE=1')

    spot_rows, swap_rows = (field.run('features', field.path(name), '--out', '-').stdout.splitlines()
                            for name in ('btc_usdt_spot.txt', 'btc_usdt_swap.txt'))
    columns = spot_rows[0].split(',')
    field.check('impact is a column', any('impact' in column for column in columns), columns)
    for name in (column for column in columns if 'impact' in column):
        at = columns.index(name)
        pairs = [(a.split(',')[at], b.split(',')[at]) for a, b in zip(spot_rows[1:], swap_rows[1:])]
        near = [a == b or abs(float(a) - float(b)) <= 0.05 * abs(float(a)) + 1e-9 for a, b in pairs if a and b]
        field.check(f'{name} of contracts is that of their coins', near and sum(near) >= 0.95 * len(near), pairs[:5])

"""Positions and weights as brokers export them."""


def case(field):
    for name in ('brk_dash.csv', 'brk_dot.csv', 'brk_slash.csv', 'trimmed_by_user.csv', 'ibkr_like.csv', 'schwab_like.csv'):
        field.holds(name, {'AAPL': '25', 'BRK.B': '10'})
    field.holds('fidelity_like.csv', {'AAPL': '25'})
    field.holds('zero_row.csv', {'AAPL': '25'})
    field.refuses_positions('fraction_long.csv', 'fraction_long.csv', 'line 2', '25.1234567891')
    field.refuses_positions('short_position.csv', 'short_position.csv', 'line 3', 'short position of 10')
    for name, expected in (
            ('cash_row.csv', {'AAPL': 0.2}), ('total_row.csv', {'AAPL': 0.2, 'MSFT': 0.8}),
            ('weights_allocation.csv', {'AAPL': 0.2, 'MSFT': 0.15}), ('weights_pct_header.csv', {'AAPL': 0.2, 'MSFT': 0.15}),
            ('zero_width.csv', {'AAPL': 0.2, 'MSFT': 0.15}),
            ('sums_to_100.csv', {'AAPL': 0.333, 'MSFT': 0.333, 'GOOGL': 0.333}),
            ('float_noise.json', {'AAPL': 0.1, 'MSFT': 0.2, 'GOOGL': 0.3, 'AMZN': 0.4})):
        found = field.weights(name)
        close = found.keys() == expected.keys() and all(abs(found[s] - expected[s]) < 0.003 for s in expected)
        field.check(f'{name}: weights', close, found)
    orders, said = field.plan('cash_row.csv')
    field.check('cash_row.csv: the row that could be a stock is told', any(
        'taken for money' in note and 'CASH on line 3' in note for note in said.get('notes', [])), said.get('notes'))
    field.refuses_plan('dup_classes.json', 'dup_classes.json', 'BRK.B is named already')
    for name, text, words in (('dup.csv', 'symbol,weight\nBRK.B,0.1\nBRK-B,0.1\n', ('line 3', 'BRK.B is named already')),
                              ('over.csv', 'symbol,weight\nAAPL,60 %\nMSFT,41 %\n', ('sum to 1.01',)),
                              ('doubt.csv', 'symbol,Weight (%)\nAAPL,0.2\nMSFT,0.3\n', ('line 2', 'under "%"'))):
        field.refuses_plan(field.write(name, text), name, *words)

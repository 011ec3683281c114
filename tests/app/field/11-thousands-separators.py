"""Grouped digits: read where they are certain, refused with their place where not, and never a thousandth."""


def case(field):
    for name, word in (('de_trades.csv', 'AAPL'), ('us_in_semicolons.csv', 'AAPL')):
        field.refuses_plan(name, name, 'line 2', 'shares', 'may be')
    for name in ('de_positions.csv', 'us_positions_semicolons.csv'):
        field.refuses_positions(name, name, 'line 2', 'shares', 'may be', '1250')
    orders, said = field.plan('de_trades_dollars.csv')
    dollars = {row['symbol']: row['dollars'] for row in said.get('orders', [])}
    field.check('de_trades_dollars.csv: twelve and a half thousand', 12000 < dollars.get('AAPL', 0) < 13000, dollars)
    field.check('de_trades_dollars.csv: fifteen hundred', 1400 < dollars.get('MSFT', 0) < 1600, dollars)
    orders, said = field.plan('dollar_sign.csv', code=1)  # it sells what is not held
    dollars = {row['symbol']: row['dollars'] for row in said.get('orders', [])}
    field.check('dollar_sign.csv', 1000 < dollars.get('AAPL', 0) < 1300, said)
    for name in ('french.csv', 'swiss.csv', 'us_quoted.csv'):
        orders, said = field.plan(name)
        field.check(name, orders == {'AAPL': ('buy', '1250')}, said)
    field.holds('plain_positions.csv', {'AAPL': '1250', 'MSFT': '300'})
    found = field.weights('weights.json')
    field.check('weights.json', found == {'AAPL': 0.3, 'MSFT': 0.2}, found)
    for name, text, expected in (
            ('told.csv', 'symbol;shares;price\nAAPL;1.250;231,10\nMSFT;300;421,00\n', {'AAPL': '1250', 'MSFT': '300'}),
            ('us.csv', 'symbol;shares;price\nAAPL;1,250;231.10\n', {'AAPL': '1250'}),
            ('fraction.csv', 'symbol;shares\nAAPL;10,5\nMSFT;1.250\n', {'AAPL': '10.5', 'MSFT': '1250'}),
            ('fraction_us.csv', 'symbol,shares\nAAPL,1.250\n', {'AAPL': '1.25'}),
            ('twice.csv', 'symbol;shares\nAAPL;1.250.000\nMSFT;1.250\n', {'AAPL': '1250000', 'MSFT': '1250'}),
            ('quoted.csv', 'symbol,shares\nAAPL,"1,250.5"\nMSFT,"12,345"\n', {'AAPL': '1250.5', 'MSFT': '12345'}),
            ('blank.csv', 'symbol\tshares\nAAPL\t1 250\nMSFT\t0.125\n', {'AAPL': '1250', 'MSFT': '0.125'})):
        field.holds(field.write(name, text), expected)
    for name, text in (('both.csv', 'symbol;shares\nAAPL;10,5\nMSFT;10.5\nIBM;1.250\n'),
                       ('tab.csv', 'symbol\tshares\nAAPL\t1,250\n'), ('lakh.csv', 'symbol,shares\nAAPL,"1,25,000"\n'),
                       ('half.csv', 'symbol,shares\nAAPL,"12,50"\n'),
                       ('dated.csv', 'symbol;date;shares\nAAPL;20.11;1.250\n')):
        field.refuses_positions(field.write(name, text), name, 'line', 'shares')

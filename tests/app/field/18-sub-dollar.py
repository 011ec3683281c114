"""Stocks below a dollar, and one that costs hundreds of thousands."""


def case(field):
    orders, said = field.plan('live.csv')
    field.check('live.csv', orders == {'TELL': ('buy', '8000'), 'JOB': ('buy', '20000')}, said)
    orders, said = field.plan('plan.csv', code=1)
    field.check('plan.csv', orders == {'SNDL': ('buy', '12000'), 'BRK.B': ('buy', '10')}, said)
    field.check('plan.csv: what is not known is named', [row['symbol'] for row in said.get('left_out', [])] == ['BRK.A'], said)
    orders, said = field.plan('live_dollars.csv')
    dollars = {row['symbol']: row['dollars'] for row in said.get('orders', [])}
    field.check('live_dollars.csv', all(abs(dollars.get(symbol, 0) - wanted) < wanted * 0.02 for symbol, wanted in
                                        (('TELL', 2500.55), ('JOB', 777.77), ('NVR', 3000))), dollars)

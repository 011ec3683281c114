"""Public CSV dumps are named for what they are."""


def case(field):
    for name, word in (('BTCUSDT-aggTrades-2025-01-02.csv', 'aggregated trades'),
                       ('BTCUSDT-bookDepth-2025-01-02.csv', 'depth summed up'),
                       ('BTCUSDT-bookTicker-2025-01-02.csv', 'best prices'), ('SHIBUSDT-trades-2025-01-02.csv', 'trades')):
        for command in (('book',), ('features', '--out', '-'), ('decide', '--side', 'buy', '--notional', '100')):
            result = field.run(command[0], field.path(name), *command[1:])
            field.check(f'{name}: {command[0]}', result.returncode == 2 and word in result.stderr
                        and 'table (CSV)' in result.stderr and '--venue' not in result.stderr, result.stderr)
    for name, text, word in (
            ('BTCUSDT-1m-2025-01-02.csv', '1735779600000000,1,2,0.5,1.5,10,1735779659999999,15,3,5,7,0\n', 'klines'),
            ('klines.csv', 'open_time,open,high,low,close,volume,close_time\n1735779600000,1,2,0.5,1.5,10,1735779659999\n',
             'klines'),
            ('trades.csv', 'id,price,qty,quote_qty,time,is_buyer_maker\n1,2,3,6,1735779600000,true\n', 'trades'),
            ('bybit.csv', 'timestamp,symbol,side,size,price,tickDirection\n1735779600.1,BTCUSD,Buy,1,2,PlusTick\n', 'trades'),
            ('other.csv', 'alpha,beta,gamma\n1,2,3\n', 'alpha, beta, gamma')):
        path = field.write(name, text)
        field.refuses(name, (word, 'table (CSV)'), 'book', path)

"""Lists as chart programs, brokers and people write them."""
import json


def symbols(field, name):
    said, result = field.screened(name)
    return sorted(row['symbol'] for row in said.get('rows', [])), result


def case(field):
    for name, expected in (
            ('alpaca_watchlist.json', 'AAPL MSFT'), ('cashtags.txt', 'AAPL MSFT'), ('comment_semicolon.txt', 'AAPL MSFT'),
            ('cr_only.txt', 'AAPL JPM MSFT'), ('finviz.csv', 'AAPL MSFT'), ('inline_comment.txt', 'AAPL MSFT'),
            ('object.json', 'AAPL MSFT'), ('one_line_commas.txt', 'AAPL JPM MSFT'),
            ('prefixed_lines.txt', 'AAPL BRK.B MSFT'), ('score_percent.csv', 'AAPL MSFT'), ('spaces.txt', 'AAPL JPM MSFT'),
            ('tradingview.txt', 'AAPL BRK.B MSFT'), ('tradingview_sections.txt', 'AAPL BRK.B JPM MSFT'),
            ('lower_dup.txt', 'AAPL MSFT')):
        found, result = symbols(field, name)
        field.check(f'{name}: symbols', ' '.join(found) == expected, f'{found} {result.stderr!r} {result.stdout[:300]}')
        field.check(f'{name}: nothing to complain of', result.stderr == '' or name == 'lower_dup.txt', result.stderr)
    for name, text, expected in (('columns.csv', 'Name;Ticker\nApple;AAPL\n', 'AAPL'),
                                 ('quoted.txt', '"AAPL","MSFT"\n', 'AAPL MSFT'), ('class.txt', 'BRK B\nBRK/B\n', 'BRK.B'),
                                 ('watch.json', '{"name":"x","tickers":["AAPL"]}', 'AAPL')):
        found, result = symbols(field, field.write(name, text))
        field.check(f'{name}: symbols', ' '.join(found) == expected, f'{found} {result.stderr!r}')

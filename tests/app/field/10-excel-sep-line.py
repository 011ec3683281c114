"""What Excel writes around a table."""


def case(field):
    for name, expected in (('blank_first_row.csv', {'AAPL': 0.2}), ('bom_sep.csv', {'AAPL': 0.2}),
                           ('note_column.csv', {'AAPL': 0.2}), ('sep_comma.csv', {'AAPL': 0.2, 'MSFT': 0.15}),
                           ('sep_quoted.csv', {'AAPL': 0.2}), ('sep_semicolon.csv', {'AAPL': 0.2, 'MSFT': 0.15}),
                           ('title_line.csv', {'AAPL': 0.2}), ('trailing_empty_column.csv', {'AAPL': 0.2, 'MSFT': 0.15}),
                           ('trailing_only_rows.csv', {'AAPL': 0.2, 'MSFT': 0.15})):
        found = field.weights(name)
        field.check(f'{name}: weights', found == expected, found)
    field.refuses_plan('tabs_utf16.txt', 'UTF-16', 'UTF-8')
    said, result = field.screened('picks_sep.csv', '--score-column', 'score')
    field.check('picks_sep.csv: read', 'AAPL' in result.stdout and 'MSFT' in result.stdout and result.stderr == '',
                result.stderr)
    for name, text, expected in (('tab.csv', 'sep=\t\r\nsymbol\tweight\r\nAAPL\t20 %\r\n', {'AAPL': 0.2}),
                                 ('bar.csv', 'symbol|weight\nAAPL|20 %\n', {'AAPL': 0.2}),
                                 ('titles.csv', 'Model;;\nas of 20.11.2026;;\n;;\nTicker;Weight (%);Note\nAAPL;20,5 %;x\n',
                                  {'AAPL': 0.205})):
        found = field.weights(field.write(name, text))
        field.check(f'{name}: weights', found == expected, found)

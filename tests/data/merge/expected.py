#!/usr/bin/env python3
"""Writes expected*.csv from bars.csv and book.csv with pandas' merge_asof. Needs pandas; the tests do not."""
import pandas

bars = pandas.read_csv('bars.csv', dtype=str, keep_default_na=False)
book = pandas.read_csv('book.csv', dtype=str, keep_default_na=False)
bars['#time'] = bars['time'].astype('int64')
book['#time'] = book['timestamp'].astype('int64')
bars = bars.sort_values('#time', kind='stable')
book = book.rename(columns={'timestamp': 'book_timestamp'}).sort_values('#time', kind='stable')
for name, tolerance in (('expected.csv', None), ('expected_5s.csv', 5_000_000_000)):
    merged = pandas.merge_asof(bars, book, on='#time', by='symbol', direction='backward', tolerance=tolerance,
                               allow_exact_matches=True, suffixes=('', '_book'))
    merged.drop(columns='#time').to_csv(name, index=False)

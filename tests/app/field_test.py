#!/usr/bin/env python3
"""Inputs in the shape of what people report, each with its right outcome: one case a folder of shared/data/field.

usage: field_test.py LEADLINE SHARED_FOLDER [FOLDER | --list]
The case of FOLDER is field/FOLDER.py, whose `case(field)` asks a Field and checks what comes. Without FOLDER: all, and
every folder must have its case, which --list sees to by itself. Skips by name where the shared folder is absent.
"""
import importlib.util, json, os, pathlib, subprocess, sys, tempfile

here = pathlib.Path(__file__).parent / 'field'


class Field:
    """The program on the files of one folder."""

    def __init__(self, leadline, shared, folder):
        self.leadline, self.shared = leadline, pathlib.Path(shared)
        self.folder = self.shared / 'data' / 'field' / folder
        self.owner = tempfile.TemporaryDirectory(prefix='leadline-field-')
        self.scratch = pathlib.Path(self.owner.name)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith('LEADLINE_')}
        self.environment.update(XDG_CONFIG_HOME=str(self.scratch), HOME=str(self.scratch))
        self.checked = self.failed = 0

    def path(self, name):
        return str(self.folder / name)

    def write(self, name, data):
        path = self.scratch / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    def run(self, *arguments, **more):
        return subprocess.run([self.leadline, *map(str, arguments)], capture_output=True, text=True,
                              env={**self.environment, **more}, timeout=120)

    def check(self, name, condition, detail=''):
        self.checked += 1
        if not condition:
            self.failed += 1
            print(f'FAIL {self.folder.name}: {name}: {detail}')

    def book(self, name, *arguments, code=0):
        """The object of `book --json` of a file of the folder, its exit code checked, and what was said beside it."""
        path = name if os.path.isabs(str(name)) else self.path(name)
        result = self.run('book', path, '--json', *arguments)
        self.check(f'{name}: exit code', result.returncode == code, f'{result.returncode}, {result.stderr!r}')
        lines = [line for line in result.stdout.splitlines() if line.startswith('{')]
        return (json.loads(lines[-1]) if lines else None), result.stderr

    def one_market(self, name, *arguments, code=0):
        """book(), of a file of one market: the market's object."""
        said, errors = self.book(name, *arguments, code=code)
        markets = (said or {}).get('markets', [])
        self.check(f'{name}: one market', len(markets) == 1, f'{markets}, {errors!r}')
        return markets[0] if markets else {}

    def file(self, name):
        return name if os.path.isabs(str(name)) else self.path(name)

    def plan(self, name, *arguments, code=0):
        """The dry run of a plan in the embedded market: {symbol: (side, shares)} and what was said beside it."""
        result = self.run('rebalance', self.file(name), '--dry-run', '--json', '--start', '2026-11-20T10:00:00', *arguments)
        self.check(f'{name}: exit code', result.returncode == code, f'{result.returncode}, {result.stderr!r}')
        said = json.loads(result.stdout) if result.stdout.startswith('{') else {}
        return {row['symbol']: (row['side'], row['shares']) for row in said.get('orders', [])}, said

    def weights(self, name):
        """Of a plan of weights: {symbol: dollars of a million}."""
        orders, said = self.plan(name)
        return {row['symbol']: round(row['dollars'] / said['equity'], 3) for row in said.get('orders', [])}

    def refuses_plan(self, name, *words):
        self.refuses(f'{name}: refused with its place', words, 'rebalance', self.file(name), '--dry-run', '--start',
                     '2026-11-20T10:00:00')

    def stock_tape(self):
        """A recording with quotes of a few stocks."""
        lines = [f'{1763650800000000000 + n * 10**9} [{{"T":"q","S":"{symbol}","bx":"Q","bp":100,"bs":500,"ax":"Q",'
                 f'"ap":100.02,"as":500,"c":["R"],"t":"2025-11-20T15:00:0{n}Z","z":"C"}}]\n'
                 for n in range(3) for symbol in ('AAPL', 'MSFT', 'BRK.B')]
        return self.write('alpaca_stocks_20251120.txt', ''.join(lines))

    def positions(self, name):
        """What a file of positions holds: {symbol: shares}; the line that refuses it."""
        plan = self.write('plan.csv', 'symbol,side,shares\nAAPL,buy,1\n')
        result = self.run('rebalance', plan, '--dry-run', '--json', '--tape', self.stock_tape(), '--positions',
                          self.file(name))
        if not result.stdout.startswith('{'):
            return result.stderr.strip()
        return {row['symbol']: row['shares'] for row in json.loads(result.stdout)['positions']}

    def holds(self, name, expected):
        found = self.positions(name)
        self.check(f'{name}: positions', found == expected, found)

    def refuses_positions(self, name, *words):
        found = self.positions(name)
        self.check(f'{name}: refused with its place',
                   isinstance(found, str) and '\n' not in found and all(word in found for word in words), found)

    def screened(self, name, *arguments):
        """The symbols of a list with their scores, as `picks` reads them."""
        result = self.run('picks', '--symbols', self.file(name), '--all', '--json', '--start', '2026-11-20T10:00:00',
                          *arguments)
        said = json.loads(result.stdout) if result.stdout.startswith('{') else {}
        return said, result

    def refuses(self, name, words, *arguments, code=2):
        """The command ends with `code` and one line that holds all of `words`."""
        result = self.run(*arguments)
        words = [words] if isinstance(words, str) else words
        fits = [line for line in result.stderr.splitlines() if all(word in line for word in words)]
        self.check(name, result.returncode == code and fits, f'code {result.returncode}, {result.stderr!r}')


def main():
    leadline, shared, *only = sys.argv[1:]
    data = pathlib.Path(shared) / 'data' / 'field'
    if not data.is_dir():
        print(f'SKIPPED field {" ".join(only)}: {data} is not there')
        return 77
    folders = sorted(entry.name for entry in data.iterdir() if entry.is_dir())
    if only == ['--list']:
        missing = [folder for folder in folders if not (here / (folder + '.py')).is_file()]
        print(f'{len(folders)} folders', *(f'FAIL {folder}: no case' for folder in missing), sep='\n')
        return 1 if missing else 0
    folders = only or folders
    failed = 0
    for folder in folders:
        source = here / (folder + '.py')
        if not source.is_file():
            print(f'FAIL {folder}: no case {source.name}')
            failed += 1
            continue
        specification = importlib.util.spec_from_file_location('case', source)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        field = Field(leadline, shared, folder)
        module.case(field)
        print(f'{folder}: {field.checked} checked, {field.failed} failed')
        failed += field.failed + (field.checked == 0)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

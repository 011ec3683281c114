"""Stamps of signals in s, ms, us, ns and ISO are told apart; one that is too old is answered as such at once."""
import pathlib, re, socket, subprocess, time

MOMENT = 1795183200  # 2026-11-20T14:00:00Z, which all that are dated name, or an hour before it


class Window:
    """A window without a screen, and what its socket of signals answers."""

    def __init__(self, field):
        path = field.scratch / 'signals'
        arguments = [field.leadline, '--set', f'signal.socket={path}', '--screenshot', str(field.scratch / 'w.png'),
                     '--screenshot-after', '60']
        self.process = subprocess.Popen(arguments, env={**field.environment, 'QT_QPA_PLATFORM': 'offscreen'},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = socket.socket(socket.AF_UNIX)
        self.client.settimeout(20)
        ends = time.monotonic() + 20
        while self.client.connect_ex(str(path)) != 0 and time.monotonic() < ends:
            time.sleep(0.05)
        self.stream = self.client.makefile('rw')

    def answer(self, line):
        self.stream.write(line + '\n')
        self.stream.flush()
        return self.stream.readline().strip()

    def end(self):
        self.process.terminate()
        self.process.wait(20)


def case(field):
    window = Window(field)
    try:
        check(field, window)
    finally:
        window.end()


def check(field, window):
    said = {name: [window.answer(line) for line in pathlib.Path(field.path(name)).read_text().splitlines()]
            for name in ('ms_epoch.jsonl', 'isoformat.jsonl', 'tv_like.jsonl')}
    dated = said['ms_epoch.jsonl'] + said['isoformat.jsonl'][:4]
    found = [re.search(r'error .*is (dated )?([\d.]+) s (?:old|ahead)', answer) for answer in dated]
    field.check('dated ones are told so at once', all(found), dated)
    if all(found):
        # The clock of the session, as each answer tells it.
        clocks = [MOMENT + float(one[2]) * (-1 if one[1] else 1) for one in found]
        hour = clocks.pop(6) - 3600
        field.check('one moment in every unit', max(clocks) - min(clocks) < 20, clocks)
        field.check('an offset counts', abs(hour - clocks[0]) < 20, (hour, clocks))
        now = clocks[0]
        stamps = [int(now), round(now * 1e3), round(now * 1e6), round(now * 1e9), f'{now:.3f}',
                  time.strftime('"%Y-%m-%dT%H:%M:%SZ"', time.gmtime(now))]
        fresh = [window.answer(f'{{"symbol":"ETH/USDT","side":"buy","strength":0.5,"id":"f{n}","time":{stamp}}}')
                 for n, stamp in enumerate(stamps)]
        field.check('fresh ones count in every unit', fresh == [f'ok f{n}' for n in range(6)], fresh)
    noise, plain = said['isoformat.jsonl'][4:]
    field.check('a size that no venue takes is refused, not rounded', 'at most 9 decimals' in noise, noise)
    field.check('one without a time counts', plain == 'ok b6', plain)
    field.check('fields of another program are named', 'field "ticker" is unknown' in said['tv_like.jsonl'][0],
                said['tv_like.jsonl'])

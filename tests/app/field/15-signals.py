"""Stamps of signals in s, ms, us, ns and ISO are told apart; one that is too old is answered as such at once."""
import pathlib, re, socket, subprocess, time


def answers(field, lines):
    """What a window's socket says to the lines, one by one."""
    path = field.scratch / 'signals'
    arguments = [field.leadline, '--set', f'signal.socket={path}', '--screenshot', str(field.scratch / 'w.png'),
                 '--screenshot-after', '8']
    with subprocess.Popen(arguments, env={**field.environment, 'QT_QPA_PLATFORM': 'offscreen'}, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as window:
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(20)
        for _ in range(100):
            try:
                client.connect(str(path))
                break
            except OSError:
                time.sleep(0.1)
        stream = client.makefile('rw')
        said = []
        for line in lines:
            stream.write(line + '\n')
            stream.flush()
            said.append(stream.readline().strip())
        window.terminate()
        window.wait(20)
    return said


def case(field):
    names = ('ms_epoch.jsonl', 'isoformat.jsonl', 'tv_like.jsonl')
    lines = [line for name in names for line in pathlib.Path(field.path(name)).read_text().splitlines()]
    now = time.time()
    fresh = [f'{{"symbol":"ETH/USDT","side":"buy","strength":0.5,"id":"f{n}","time":{stamp}}}' for n, stamp in enumerate(
        (int(now), round(now * 1e3), round(now * 1e6), round(now * 1e9), f'{now:.3f}',
         time.strftime('"%Y-%m-%dT%H:%M:%SZ"', time.gmtime(now))))]
    said = answers(field, lines + fresh)
    # All of these are of one moment, or an hour from it; the clock is elsewhere.
    dated = [re.search(r'is (?:dated )?([\d.]+) s (?:old|ahead)', answer) for answer in said[:8]]
    field.check('dated ones are told so', all(dated), said)
    if all(dated):
        ages = [float(found[1]) for found in dated]
        field.check('one moment', max(ages) - min(ages) < 3700 and max(ages[:6]) - min(ages[:6]) < 20, ages)
    field.check('those without a time count', said[8:10] == ['ok b5', 'ok b6'], said[8:10])
    field.check('another program\'s fields are named', 'field "ticker" is unknown' in said[10], said[10:11])
    field.check('fresh ones count in every unit', said[11:] == [f'ok f{n}' for n in range(6)], said[11:])

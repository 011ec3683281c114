"""What the stock decompressors read is read; the rest is named for what it is."""
import gzip, os, subprocess

READ = ('a.gz', 'members.gz', 'nul_padded.gz', 'bom.gz', 'bom.txt', 'plain.txt', 'two_frames.zst', 'long27.zst',
        'long30_smallsrc.zst', 'long30_stream.zst', 'long31_stream.zst')
NAMED = (('plain.xz', 'xz -dk'), ('plain.bz2', 'bzip2 -dk'), ('plain.zip', 'unzip'))


def case(field):
    plain = field.one_market('plain.txt')
    field.check('plain.txt: whole', plain.get('updates') == 800 and plain.get('gaps') == 0, plain)
    for name in READ:
        said, errors = field.book(name)
        field.check(f'{name}: the book of the plain text', said and said['markets'][0] == plain and errors == '', errors)
    said, errors = field.book('trailing_text.gz')
    field.check('trailing_text.gz: read', said and said['markets'][0] == plain, errors)
    field.check('trailing_text.gz: told once', errors.count('\n') == 1 and '8 bytes behind the gzip data' in errors, errors)
    said, errors = field.book('cut.gz')
    field.check('cut.gz: what is there', said and said['markets'][0]['updates'] == 473, said)
    field.check('cut.gz: named', 'cut.gz:1106: gzip data ends too early' in errors, errors)
    for name, word in NAMED:
        field.refuses(name, word, 'book', field.path(name))
    # Made by an echo that knows no escapes: no zstd reads it.
    result = field.run('book', field.path('skippable_first.zst'))
    field.check('skippable_first.zst: named', result.returncode == 2 and '--venue' not in result.stderr
                and 'binary data' in result.stderr, result.stderr)
    frame = open(field.path('two_frames.zst'), 'rb').read()
    whole = open(field.path('a.gz'), 'rb').read()
    skip = bytes([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]) + b'abcd'
    for name, data in (('skippable.zst', skip + frame), ('skippable_last.zst', frame + skip),
                       ('padded.zst', frame + bytes(4096)), ('stuffed.gz', whole + bytes(512) + gzip.compress(b'')),
                       ('empty_members.gz', gzip.compress(b'') * 3 + whole)):
        said, errors = field.book(field.write(name, data))
        field.check(f'{name}: the book of the plain text', said and said['markets'][0] == plain and errors == '', errors)
    said, errors = field.book(field.write('tail.zst', frame + b'# done\n'))
    field.check('tail.zst: told once', said and said['markets'][0] == plain and '7 bytes behind the zstd' in errors, errors)
    text = open(field.path('plain.txt'), 'rb').read()
    for name, data, word in (('utf16.txt', text[:2000].decode().encode('utf-16'), 'UTF-16'),
                             ('twice.gz', gzip.compress(whole), 'twice'), ('page.html', b'<!DOCTYPE html><html>', 'HTML'),
                             ('a.7z', b"7z\xbc\xaf\x27\x1c" + os.urandom(100), '7z x'),
                             ('b.txt', bytes(range(128, 256)) * 8, 'binary data')):
        field.refuses(name, word, 'book', field.write(name, data))
    field.refuses('prose.txt', 'none of its lines', 'book', field.write('prose.txt', 'nothing here\nnor here\n'))

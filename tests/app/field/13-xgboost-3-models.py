"""Models of later XGBoost: what the writer would score, or a refusal. Their scores are those of ctest `score`, which has
XGBoost itself beside; here each file is read or named."""


def case(field):
    tape = field.folder.parent / '21-stale-snapshot' / 'base.txt'
    for name in ('v1_7.json', 'v2_1.json', 'v3_0.json', 'v3_1.json', 'v3_0_rare_up.json', 'v3_1_rare_up.json'):
        result = field.run('score', tape, '--model', field.path(name))
        field.check(f'{name}: scored', result.returncode == 0 and result.stdout.count('\n') > 10, result.stderr)
    for name, word in (('dart_as_gbtree_plain_base.json', 'its booster is dart'), ('v3_1_ubj.json', 'UBJSON')):
        field.refuses(f'{name}: named', [name, word], 'score', tape, '--model', field.path(name))

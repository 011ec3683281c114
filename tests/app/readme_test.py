#!/usr/bin/env python3
"""Every command that the README shows, on a machine where nothing was ever begun: what is asked for comes, or one clear
line says why not, and only what was asked for is left behind.

usage: readme_test.py LEADLINE README
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from stump import MODEL

LEADLINE, README = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-readme-"))
home, work = folder / "home", folder / "work"
for made in (home, work):
    made.mkdir()
environment = {name: value for name, value in os.environ.items() if "__" not in name and not name.startswith("LEADLINE_")}
environment.update(HOME=str(home), XDG_CONFIG_HOME=f"{home}/config", XDG_DATA_HOME=f"{home}/data",
                   QT_QPA_PLATFORM="offscreen")
failures = []
checks = 0


def check(holds, what, detail=""):
    global checks
    checks += 1
    if not holds:
        failures.append(what)
        print(f"FAIL {what}: {detail}", flush=True)


def left_behind():
    """Files of the user's folders; those in which the toolkit keeps its shaders and fonts are none of ours."""
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and ".cache" not in path.parts}


def commands_of_the_readme():
    """Of the table and of the blocks, as they stand there, without what is said behind them."""
    rows = re.findall(r"^\| (?:`|… `)(.*?)`[^`|]", README, re.MULTILINE)
    found = [row.replace("\\|", "|") for row in rows if row.startswith(("leadline", "[--paper"))]
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        found += [line.split(" #")[0].strip() for line in block.splitlines() if "leadline" in line and "scripts/" not in line]
    return found


# What the commands read: a recording, the bars beside it, a model, a plan and a stock's quotes.
DIFF = ('{"stream":"x@depth@100ms","data":{"e":"depthUpdate","E":%d,"T":%d,"s":"ETHUSDT","U":%d,"u":%d,"pu":%d,'
        '"b":[["100.0","%d"]],"a":[["101.0","2"]]}}')
lines = ['1723161256000000000 {"lastUpdateId":9,"E":1,"T":1,"bids":[["100.0","1"]],"asks":[["101.0","1"]]}']
for n in range(1, 700):
    time = 1723161256000 + 100 * n
    lines.append(f"{time}000000 " + DIFF % (time, time, 10 * n, 10 * n + 9, 10 * n - 1, 1 + n % 3))
(work / "tape").write_text("\n".join(lines) + "\n")
(work / "days").mkdir()
(work / "days" / "binance-futures_ethusdt_20240808").write_text("\n".join(lines) + "\n")
(work / "grid.json").write_text('{"routing.aggressive_obi": [0.4, 0.7]}')
(work / "bars.csv").write_text("time,symbol,close\n2024-08-08T23:54:20Z,ETHUSDT,1.10\n")
(work / "model.json").write_text(MODEL)
(work / "stocks.txt").write_text("".join(
    f'{1763650800000000000 + n * 10**9} [{{"T":"q","S":"{symbol}","bx":"Q","bp":{bid},"bs":500,"ax":"Q","ap":{bid + 0.02},'
    f'"as":500,"c":["R"],"t":"2025-11-20T15:00:{n:02}Z","z":"C"}}]\n'
    for n in range(5) for symbol, bid in (("AAPL", 230.0), ("MSFT", 480.0))))
(work / "plan.json").write_text('{"weights": {"AAPL": 0.2, "MSFT": 0.1}}')
(work / "positions.csv").write_text("symbol,shares\nAAPL,10\n")

NOWHERE = ["--set", "market.venues=kraken", "--set", "kraken.stream_url=ws://127.0.0.1:9", "--set",
           "kraken.rest_url=http://127.0.0.1:9"]
PICTURE = ["--screenshot", "w.png", "--screenshot-after", "0.5"]
WINDOWED = ["validate", "--window", "us", "--hours", "0.002", "--state", "v.jsonl", "--start", "2026-03-02T14:00:00Z",
            "--speed", "10", "--every", "1s", "--horizon", "2s", "--notional", "1000"]
PREVIEW = ["rebalance", "plan.json", "--dry-run"]


class Run:
    """How a command is tried, and how it ends. `leaves`: what it writes below the home, as a pattern."""

    def __init__(self, *arguments, code=0, says="", leaves="", serves=False):
        self.arguments, self.code, self.says, self.leaves, self.serves = arguments, code, says, leaves, serves


STATE = r"config/leadline/(workspace\.json|watch-list.*|risk-state.*\.json)"
RUNS = {
    "leadline": [Run(*PICTURE, leaves=STATE)],
    "leadline --symbol BTC/USDT,ETH/USDT-PERP": [Run("--symbol", "BTC/USDT,ETH/USDT-PERP", *PICTURE, leaves=STATE)],
    "leadline --tape FILE… --speed N": [Run("--tape", "tape", "--speed", "0", *PICTURE, leaves=STATE)],
    "leadline --screenshot F.png [--screenshot-after S] [--tour] [--show PANEL] [--geometry WxH]": [
        Run("--screenshot", "w.png", "--screenshot-after", "2", "--tour", "--show", "blotter", "--geometry", "1000x700",
            leaves=STATE)],
    "leadline verify [--seconds 30] [--speed N] [--json]": [Run("verify", "--seconds", "30", "--speed", "10")],
    "leadline features TAPE… --out F.parquet [--contract-value SYMBOL=VALUE]": [
        Run("features", "tape", "--out", "f.parquet"), Run("features", "tape", "--out", "-"),
        Run("features", "tape", "--out", "-", "--contract-value", "ETHUSDT=1")],
    "leadline score TAPE… --model M.json [--out F.csv] [--json] [--importance] [--contract-value SYMBOL=VALUE]": [
        Run("score", "tape", "--model", "model.json", "--contract-value", "ETHUSDT=1"), Run("score", "tape", "--model", "model.json", "--importance")],
    "leadline decide TAPE… --side buy --notional 250000 [--every 1s] [--contract-value SYMBOL=VALUE] [--json]": [
        Run("decide", "tape", "--side", "buy", "--notional", "250000", "--every", "1s", "--contract-value", "ETHUSDT=1", "--json")],
    "leadline lab TAPE… --side buy [--notional N] [--every 1s] [--signal S] --set KEY=VALUE [--fills [--fill-within 30s]] [--traces] "
    "[--json]": [
        Run("lab", "tape", "--side", "buy", "--set", "routing.aggressive_obi=0.2", "--fills", "--fill-within", "5s"),
        Run("lab", "tape", "--side", "buy", "--notional", "100", "--every", "1s", "--set", "routing.aggressive_obi=0.2", "--traces"),
        Run("lab", "tape", "--side", "buy", "--signal", "0.7", "--set", "signal.strong=0.6", "--json")],
    "leadline lab TAPE… --side buy … --curve routing.aggressive_obi [--fills [--fill-within 30s]] [--csv F.csv] [--svg F.svg] "
    "[--json]": [
        Run("lab", "tape", "--side", "buy", "--curve", "routing.aggressive_obi", "--csv", "steps.csv", "--svg", "steps.svg", "--json"),
        Run("lab", "tape", "--side", "buy", "--curve", "routing.aggressive_obi", "--fills", "--fill-within", "5s"),
        Run("lab", "tape", "--side", "buy", "--map", "routing.aggressive_obi,routing.wide_spread_pct")],
    "leadline lab TAPE… --side buy … --cancel --set guard.max_spread_bps=5 [--horizon 60s] [--json]": [
        Run("lab", "tape", "--side", "buy", "--notional", "1000", "--cancel", "--set", "guard.max_spread_bps=5", "--horizon", "60s", "--json")],
    "leadline lab prepare TAPE… [--every 1s] [--notional N] [--out F.decisions]": [
        Run("lab", "prepare", "tape", "--every", "1s", "--notional", "100", "--out", "f.decisions")],
    "leadline lab sweep DIR --grid GRID.json --out FOLDER [--every 1s] [--jobs N] [--only DAY/PAIR] [--plan]": [
        Run("lab", "sweep", "days", "--grid", "grid.json", "--out", "swept", "--every", "1s", "--jobs", "2"),
        Run("lab", "sweep", "days", "--grid", "grid.json", "--out", "swept", "--only", "2024-08-08/ETH/USDT-PERP"),
        Run("lab", "sweep", "days", "--grid", "grid.json", "--out", "swept", "--plan"),
        Run("lab", "sweep", "days", "--grid", "plan.json", "--out", "swept", code=2, says="plan.json: weights: no such setting")],
    "leadline validate --dry-run [--json]": [Run("validate", "--dry-run", "--json")],
    "leadline validate --window asia|europe|us|all --hours N [--state F] [--every 5s] [--horizon 30s] [--notional N]": [
        Run(*WINDOWED)],
    "leadline validate --tape FILE… [--every 5s] [--horizon 30s] [--notional N] [--seed N] [--json]": [
        Run("validate", "--tape", "tape", "--every", "5s", "--horizon", "30s", "--notional", "10000", "--seed", "1", "--json")],
    "leadline validate --journal URL [--environment live] [--days N] [--seed N] [--json]": [
        Run("validate", "--journal", "sqlite:none.sqlite", code=2, says="nothing was ever written there")],
    "leadline validate --picks [--tape FILE…] [--every 30s] [--after 5s] [--hours N] [--notional N] [--seed N] [--json]": [
        Run("validate", "--picks", "--hours", "0.1", "--every", "30s", "--after", "5s", "--notional", "10000", "--seed", "1",
            "--json"),
        Run("validate", "--picks", "--tape", "tape", "--every", "1s", "--after", "1s")],
    "leadline book TAPE… [--at TIME] [--levels N] [--consolidated] [--contract-value SYMBOL=VALUE] [--json]": [
        Run("book", "tape", "--at", "2024-08-08T23:54:20Z", "--levels", "3", "--json"), Run("book", "tape", "--consolidated", "--contract-value", "ETHUSDT=1")],
    "leadline record --symbol PAIR,PAIR… --venues A,B --out DIR [--live] [--for DURATION] [--keep DAYS] [--json]": [
        Run("record", "--symbol", "ETH/USDT", "--venues", "kraken,coinbase", "--out", "tapes", "--for", "3s", "--keep", "2",
            "--json"),
        Run("record", "--live", "--symbol", "AAPL", "--out", "tapes", code=2, says="none of the venues has it")],
    "leadline tape info DIR|FILE… [--json]": [
        Run("tape", "info", "tape", "--json"), Run("tape", "info", "tapes")],
    "leadline sim [--symbol PAIR,PAIR…] [--port N] [--seed N] [--fault [VENUE=]KIND[:SECONDS]]": [
        Run("sim", "--symbol", "ETH/USDT", "--seed", "2", "--fault", "gap:5", serves=True)],
    "leadline sim --equities [--start TIME] [--speed N] [--port N] [--seed N] [--fault …]": [
        Run("sim", "--equities", "--start", "10:00:00", "--speed", "2", serves=True)],
    "leadline calibration [--journal URL] [--environment live] [--days N] [--now TIME] [--json] [--export F.pdf]": [
        Run("calibration", says="nothing to calibrate yet"),
        Run("calibration", "--environment", "live", "--days", "3", "--now", "2026-10-02T00:00:00Z", "--json",
            says="nothing to calibrate yet"),
        Run("calibration", "--journal", "sqlite:none.sqlite", code=2, says="nothing was ever written there")],
    "leadline outcomes --out F.parquet [--journal URL] [--environment live] [--days N] [--now TIME] [--json]": [
        Run("outcomes", "--out", "outcomes.parquet", says="nothing was decided yet"),
        Run("outcomes", "--environment", "live", "--days", "3", "--now", "2026-10-02T00:00:00Z", "--json",
            says="nothing was decided yet"),
        Run("outcomes", "--journal", "sqlite:none.sqlite", "--json", code=2, says="nothing was ever written there")],
    "leadline regret --tape DIR|FILE… [--journal URL] [--environment live] [--from TIME] [--to TIME] [--within 30s] [--csv F.csv] "
    "[--json]": [
        Run("regret", "--tape", "tape", code=2, says="nothing was ever written there"),
        Run("regret", "--tape", "tape", "--journal", "sqlite:none.sqlite", "--environment", "live", "--from", "2026-10-02T00:00:00Z",
            "--to", "2026-10-03T00:00:00Z", "--within", "5s", "--csv", "r.csv", "--json", code=2, says="nothing was ever written there")],
    "leadline positions [--venue A,B] [--environment NAME] [--connect VENUE=PORT] [--journal URL] [--json]": [
        Run("positions", code=2, says="trading is off")],
    "leadline orders [--venue A,B] [--environment NAME] [--connect VENUE=PORT] [--json]": [
        Run("orders", code=2, says="trading is off")],
    "leadline merge BARS --book F… --out M.parquet [--tolerance 5s] [--time COLUMN] [--symbol COLUMN] "
    "[--book-time COLUMN] [--book-symbol COLUMN] [--venue V]": [
        Run("merge", "bars.csv", "--book", "f.parquet", "--out", "m.parquet", "--tolerance", "5s", "--time", "time",
            "--symbol", "symbol")],
    "leadline picks [--mode SAFE|AGGRESSIVE] [--symbols F [--score-column C]] [--all] [--json] [--export F.csv|.json]": [
        Run("picks", "--mode", "AGGRESSIVE", "--all", "--json", "--export", "p.csv")],
    "leadline rebalance PLAN [--dry-run] [--urgency low|normal|high] [--report F.csv|.json] [--json]": [
        Run("rebalance", "plan.json", "--urgency", "high", "--report", "r.json", "--json", "--start", "10:00:00", "--speed", "60")],
    "leadline rebalance PLAN --dry-run --tape FILE… [--at TIME] [--symbol A,B] [--venue V] [--cash N] [--positions F.csv] "
    "[--fractional] [--urgency …] [--json]": [
        Run(*PREVIEW, "--tape", "stocks.txt", "--at", "2025-11-20T15:00:04Z", "--venue", "alpaca", "--cash", "5000",
            "--positions", "positions.csv", "--fractional", "--json")],
    "[--paper|--live [--yes]] [--start TIME] [--connect PORT] [--speed N] [--fault KIND[:N]]": [
        Run("picks", "--paper", "--symbols", "positions.csv", code=2, says="no key"),
        Run("rebalance", "plan.json", "--live", "--yes", code=2, says="alpaca.trading"),
        Run("--set", "alpaca.trading=live", "rebalance", "plan.json", "--live", "--yes", code=2, says="no key"),
        Run(*PREVIEW, "--start", "10:00:00", "--speed", "2", "--fault", "lose-answer:6")],
    "leadline practice --journal URL [--store DIR] [--days 30] [--from TIME] [--seed N]": [
        Run("practice", "--journal", "sqlite:practised.sqlite", "--store", "store", "--days", "1"),
        Run("calibration", "--journal", "sqlite:practised.sqlite", "--now", "2026-10-02T00:00:00Z"),
        Run("calibration", "--journal", "sqlite:practised.sqlite", "--now", "2020-01-01T00:00:00Z",
            says="nothing to calibrate yet"),
        Run("regret", "--journal", "sqlite:practised.sqlite", "--tape", "tape", "--csv", "r.csv")],
    "leadline campaign [--orders 10000] [--seed N] [--fault KIND]": [
        Run("campaign", "--orders", "20", "--seed", "2", "--fault", "lose-answer")],
    "leadline campaign --kills 200 [--journal URL]": [
        Run("campaign", "--kills", "1", "--journal", "sqlite:killed.sqlite")],
    "leadline --set consolidated.equal_quotes=USD=USDT book futures.gz spot.gz coinm.gz --consolidated --at "
    "2024-08-08T23:57:00Z": [
        Run("--set", "consolidated.equal_quotes=USD=USDT", "book", "tape", "--consolidated", "--at", "2024-08-08T23:55:00Z")],
    "leadline calibration": [Run("calibration", says="nothing to calibrate yet")],
    "leadline calibration --journal postgresql://user@host/leadline --days 7 --json": [
        Run("calibration", "--journal", "postgresql://user@127.0.0.1:9/leadline", "--days", "7", "--json", code=2, says="postgresql")],
    "leadline calibration --export october.pdf": [
        Run("calibration", "--export", "october.pdf", says="nothing to calibrate yet"),
        Run("calibration", "--export", "october.html", says="nothing to calibrate yet"),
        Run("calibration", "--export", "october.csv", says="nothing to calibrate yet"),
        Run("calibration", "--export", "october.parquet", says="nothing to calibrate yet")],
    "leadline outcomes --out outcomes.parquet": [
        Run("outcomes", "--out", "outcomes.parquet", says="nothing was decided yet"),
        Run("outcomes", "--out", "outcomes.csv", says="nothing was decided yet")],
    "leadline practice --journal sqlite:practice.sqlite": [Run("practice", "--journal", "sqlite:practice.sqlite", "--days", "1")],
    "leadline decide tape.gz --side buy --notional 10000 --signal 0.85": [
        Run("decide", "tape", "--side", "buy", "--notional", "10000", "--signal", "0.85")],
    "leadline validate --dry-run": [Run("validate", "--dry-run")],
    "leadline validate --tape futures.gz": [Run("validate", "--tape", "tape")],
    "leadline validate --window us --hours 24": [Run(*WINDOWED)],
    "leadline validate --picks": [Run("validate", "--picks")],
    "leadline picks --tape FILE… [--symbol A,B] [--at TIME] [--venue V] [--mode …] [--all] [--json] [--export …]": [
        Run("picks", "--tape", "stocks.txt", "--symbol", "AAPL", "--at", "2025-11-20T15:00:04Z", "--venue", "alpaca",
            "--mode", "SAFE", "--all", "--json", "--export", "recorded.csv")],
    "leadline picks --mode SAFE": [Run("picks", "--mode", "SAFE")],
    """echo '{"weights": {"AAPL": 0.2, "MSFT": 0.1}}' > plan.json && leadline rebalance plan.json --dry-run""": [Run(*PREVIEW)],
}


def served(arguments):
    """A command that serves: what it says first, and how it ends when it is told to."""
    process = subprocess.Popen([LEADLINE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=environment, cwd=work)
    first = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    rest, errors = process.communicate(timeout=60)
    return 0 if "127.0.0.1" in first else 1, first + rest, errors


def carry_out(run):
    before = left_behind()
    if run.serves:
        code, out, errors = served(run.arguments)
    else:
        done = subprocess.run([LEADLINE, *run.arguments], capture_output=True, text=True, timeout=200, env=environment,
                              cwd=work)
        code, out, errors = done.returncode, done.stdout, done.stderr
    name = "leadline " + " ".join(run.arguments)
    said = [line for line in errors.splitlines() if line]
    check(code == run.code, f"{name}: exit {code}, expected {run.code}", out[-400:] + errors)
    check(run.says in errors, f"{name}: says {run.says!r}", errors)
    check(run.code == 0 or len(said) == 1, f"{name}: one clear line", errors)
    check(not re.search(r"\b-?nan\b", out + errors), f"{name}: prints no nan", out[-400:] + errors)
    check(not re.search(r"parameter count|QSql|QPaint|QObject::|terminate called|no such table", out + errors, re.IGNORECASE),
          f"{name}: speaks as itself", out[-400:] + errors)
    new = left_behind() - before
    check(all(run.leaves and re.fullmatch(run.leaves, path) for path in new), f"{name}: leaves only its own", sorted(new))


shown = commands_of_the_readme()
check(set(shown) == set(RUNS), "every command of the README is run here, and none that it does not show",
      f"not run: {set(shown) - set(RUNS)}; not shown: {set(RUNS) - set(shown)}")
# A flag that the README names is known.
known = {}
for text in shown:
    if not text.startswith("leadline"):
        continue
    words = [word for word in text.split() if re.fullmatch(r"[a-z]+", word)]
    command = "" if text.startswith("leadline --") and "book" not in words else (words[1:] or [""])[0]
    if words[1:3] in (["lab", "prepare"], ["lab", "sweep"]):
        command = " ".join(words[1:3])
    if command not in known:
        known[command] = subprocess.run([LEADLINE, *command.split(), "--help"], capture_output=True,
                                        text=True, env=environment).stdout
    for flag in re.findall(r"--[a-z-]+", text):
        check(flag in known[command] or flag == "--set", f"leadline {command}: {flag} of the README is known")
for text in shown:
    for run in RUNS.get(text, []):
        carry_out(run)
print(f"readme_test: {checks} checks, {len(failures)} failed")
sys.exit(1 if failures else 0)

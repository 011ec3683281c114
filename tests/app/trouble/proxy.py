"""A line between the program and one port on this machine, and what can go wrong with it: latency, jitter, loss, a connection
that is half open, one that is cut, a port that refuses."""
import asyncio
import random
import threading
from dataclasses import dataclass

SEGMENT = 1460  # bytes; what is lost is one of them
FIRST_TIMEOUT = 0.2  # seconds until TCP sends a lost segment again; doubled each time it is lost again
LONGEST_TIMEOUT = 3.2


@dataclass
class Trouble:
    delay: float = 0  # seconds, one way
    jitter: float = 0  # at most so much more, drawn for each segment
    loss: float = 0  # share of segments that are lost once; 0 to 1
    swallow: str = ""  # "both", "up" (to the venue), "down" (to the program): nothing comes through, nothing is closed
    refuse: bool = False  # nobody listens; what was connected is cut


class _Loop:
    """One event loop for all lines, in a thread of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def run(self, what):
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(20)


_shared = None


def _loop():
    global _shared
    _shared = _shared or _Loop()
    return _shared


class Line:
    """Listens on a port of its own and passes on to `target`, a port of 127.0.0.1."""

    def __init__(self, target, seed=1):
        self.target = target
        self.trouble = Trouble()
        self._random = random.Random(seed)
        self._open = set()
        self._server = None
        self.port = 0
        _loop().run(self._listen())

    async def _listen(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=SEGMENT)
        self.port = self._server.sockets[0].getsockname()[1]

    def set(self, **what):
        """From now on; what is not named is well."""
        _loop().run(self._set(Trouble(**what)))

    async def _set(self, trouble):
        was, self.trouble = self.trouble, trouble
        if trouble.refuse and not was.refuse:
            self._server.close()
            self._cut()
        elif was.refuse and not trouble.refuse:
            await self._listen()

    def cut(self):
        """Every connection is reset; new ones are welcome."""
        async def now():
            self._cut()
        _loop().run(now())

    def _cut(self):
        for writer in list(self._open):
            writer.transport.abort()

    def end(self):
        async def now():
            self._server.close()
            self._cut()
        _loop().run(now())

    async def _serve(self, reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=SEGMENT)
        except OSError:
            writer.transport.abort()
            return
        both = (writer, up_writer)
        self._open.update(both)
        state = {"dead": False}
        done = [asyncio.ensure_future(self._pump(reader, up_writer, "up", state)),
                asyncio.ensure_future(self._pump(up_reader, writer, "down", state))]
        await asyncio.wait(done, return_when=asyncio.FIRST_COMPLETED)
        while self.trouble.swallow:  # an end that nobody hears of
            await asyncio.sleep(0.05)
        for one in both:
            one.transport.abort() if state["dead"] else one.close()
        for task in done:
            task.cancel()
        self._open.difference_update(both)

    async def _pump(self, reader, writer, way, state):
        """Segment by segment, in order: one that waits holds up those behind it, as in TCP."""
        queue = asyncio.Queue(maxsize=2000)
        sender = asyncio.ensure_future(self._send(queue, writer))
        loop = asyncio.get_running_loop()
        try:
            while data := await reader.read(SEGMENT):
                trouble = self.trouble
                if trouble.swallow in ("both", way):
                    state["dead"] = True  # bytes are missing: it can never go on
                    continue
                if state["dead"]:
                    if way == "up":
                        return  # who does not know the connection any more answers with a reset
                    continue
                due = loop.time() + trouble.delay + self._random.random() * trouble.jitter
                await queue.put((due, trouble.loss, data))
            await queue.put(None)
            await sender
        except (ConnectionError, OSError):
            pass
        finally:
            sender.cancel()

    async def _send(self, queue, writer):
        loop = asyncio.get_running_loop()
        try:
            while (item := await queue.get()) is not None:
                due, loss, data = item
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                timeout = FIRST_TIMEOUT
                while loss and self._random.random() < loss:
                    await asyncio.sleep(timeout)
                    timeout = min(2 * timeout, LONGEST_TIMEOUT)
                writer.write(data)
                await writer.drain()
        except (ConnectionError, OSError):
            pass

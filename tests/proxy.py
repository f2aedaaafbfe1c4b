"""A slow and faulty line between a browser and a server, all of it on loopback.

    with proxy.line(port, proxy.FIELD, seed=7) as line:
        page.goto(line.address)
        line.cut_next("after")       # the next write reaches the server, its answer nobody
        with line.tunnel():          # nothing passes
            ...

The rate is shared by all connections, as it is on a real line. A new connection costs a round trip
before its first byte, every byte half of one. A stall holds up one connection, as a lost segment
does. What a request meets is drawn from the seed, its method and path, and how often those were
asked before: the same work meets the same faults, whichever connection carries it.
"""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, get_args

SEGMENT = 1_460  # bytes that travel, and are lost, together
Way = Literal["up", "down"]
#: Where a connection is cut: the server never sees the request; it answers, and nothing of that
#: arrives; its answer breaks off. After the first two a browser asks once more by itself where the
#: connection had worked before, and no page learns of it; the third is always left to the page.
Place = Literal["before", "after", "within"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a line is like, in bytes and seconds; a rate of 0 has no limit, shares are of 1."""

    down: float = 0
    up: float = 0
    round_trip: float = 0
    #: Of segments that come late, and how late.
    stalls: float = 0
    stall_seconds: tuple[float, float] = (1, 3)
    #: Of writes whose connection is cut.
    cuts: float = 0


FAST = Profile()
OFFICE = Profile(down=1_250_000, up=1_250_000, round_trip=0.04)
THIRD = Profile(down=50_000, up=50_000, round_trip=0.4, stalls=0.01)
FIELD = Profile(down=6_250, up=6_250, round_trip=0.8, stalls=0.05)


@dataclass(frozen=True, slots=True)
class Fault:
    """What befell a request, named by method and path; a stall has seconds."""

    kind: str
    request: str
    seconds: float = 0


class _Ended(Exception):
    """A connection is over, by a cut or because one side left."""


@dataclass(slots=True)
class _Exchange:
    """One request and its answer: what was drawn for them."""

    name: str
    cut: Place | None
    chances: dict[Way, random.Random]
    bytes: dict[Way, int] = field(default_factory=lambda: {"up": 0, "down": 0})


class Line:
    """The line as a test handles it; what travels, travels in a thread of its own."""

    def __init__(self, port: int, profile: Profile, seed: int) -> None:
        self.port, self.profile, self.seed = port, profile, seed
        self.address = ""
        self.faults: list[Fault] = []
        self.asked: Counter[str] = Counter()
        self._dark = False
        self._planned: list[Place] = []
        self._always: Place | None = None
        self._free: dict[Way, float] = {"up": 0.0, "down": 0.0}
        self._open: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()

    def become(self, profile: Profile) -> None:
        """Be another line from now on; what stood open is hung up, as where a phone moves on.

        A browser does not ask again by itself over a connection that it has never used.
        """
        self.profile = profile
        self._loop.call_soon_threadsafe(self._cut_all)

    def cut_next(self, place: Place) -> None:
        """Cut the connection of the next write, or of the one after those that are planned."""
        self._planned.append(place)

    @contextmanager
    def cutting(self, place: Place) -> Iterator[None]:
        """Cut the connection of every write while the block runs."""
        self._always = place
        try:
            yield
        finally:
            self._always = None

    @contextmanager
    def tunnel(self) -> Iterator[None]:
        """Let nothing pass while the block runs; what is under way is cut."""
        self._dark = True
        self._loop.call_soon_threadsafe(self._cut_all)
        try:
            yield
        finally:
            self._dark = False

    def cuts(self) -> Counter[str]:
        """How often a connection was cut, by place."""
        return Counter(fault.kind for fault in self.faults if fault.kind in PLACES)

    def run(self, ready: threading.Event) -> None:
        """Carry until `stop`; the body of the thread."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._listen(ready))

    def stop(self) -> None:
        """Cut what is open and end the thread."""
        self._loop.call_soon_threadsafe(self._over.set)

    async def _listen(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await self._over.wait()
        server.close()
        self._cut_all()
        await asyncio.gather(*self._open, return_exceptions=True)
        await asyncio.sleep(0.01)  # an aborted connection is closed in a later turn of the loop

    def _cut_all(self) -> None:
        for task in self._open:
            task.cancel()

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if self._dark or not task:
            writer.transport.abort()
            return
        self._open.add(task)
        try:
            await _Connection(self, reader, writer).run()
        finally:
            self._open.discard(task)

    def begin(self, first: bytes) -> _Exchange:
        """Draw what a request will meet that begins with these bytes."""
        name = first.split(b" HTTP/", 1)[0].split(b"?", 1)[0].decode("latin-1")
        self.asked[name] += 1
        story = f"{self.seed} {name} {self.asked[name]}"
        cut, up, down = (random.Random(f"{story} {part}") for part in ("cut", "up", "down"))  # noqa: S311 - to be repeated
        place = self._cut_of(cut) if name.startswith("POST ") else None
        return _Exchange(name, place, {"up": up, "down": down})

    def _cut_of(self, chance: random.Random) -> Place | None:
        drawn = chance.choice(PLACES) if chance.random() < self.profile.cuts else None
        return self._planned.pop(0) if self._planned else self._always or drawn

    async def transmit(self, way: Way, size: int) -> None:
        """Wait until the line, which others use too, has taken so many bytes."""
        rate: float = getattr(self.profile, way)
        now = self._loop.time()
        self._free[way] = max(now, self._free[way]) + (size / rate if rate else 0)
        await asyncio.sleep(self._free[way] - now)

    def held_up(self, way: Way, exchange: _Exchange, size: int) -> float:
        """Seconds by which the segments that begin within the next bytes come late."""
        before = exchange.bytes[way]
        exchange.bytes[way] += size
        begun = -(-exchange.bytes[way] // SEGMENT) - -(-before // SEGMENT)
        chance, late = exchange.chances[way], 0.0
        for _ in range(begun):
            if chance.random() < self.profile.stalls:
                seconds = chance.uniform(*self.profile.stall_seconds)
                self.faults.append(Fault("stall", exchange.name, seconds))
                late += seconds
        return late


class _Connection:
    """A browser's connection and the one to the server that belongs to it."""

    def __init__(
        self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.line, self.reader, self.writer = line, reader, writer
        self.exchange: _Exchange | None = None
        self.is_answered = True
        self.latest: dict[Way, float] = {"up": 0.0, "down": 0.0}

    async def run(self) -> None:
        writers = [self.writer]
        try:
            await asyncio.sleep(self.line.profile.round_trip)  # the hand-shake
            answers, server = await asyncio.open_connection("127.0.0.1", self.line.port)
            writers.append(server)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry("up", self.reader, server))
                both.create_task(self._carry("down", answers, self.writer))
        except* (_Ended, OSError, asyncio.CancelledError):
            pass  # whichever side it was, the other one sees its connection end
        finally:
            for writer in writers:
                writer.transport.abort()

    async def _carry(
        self, way: Way, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        """Carry one direction: a segment waits for the line, travels, and keeps its place."""
        loop = asyncio.get_running_loop()
        while data := await source.read(SEGMENT):
            exchange, cut = self._noticed(way, data)
            await self.line.transmit(way, len(data))
            late = self.line.held_up(way, exchange, len(data)) + self.line.profile.round_trip / 2
            # Two timers of one moment have no order.
            self.latest[way] = max(loop.time() + late, self.latest[way] + 1e-6)
            if cut:
                await self._cut(cut, exchange, data)
            loop.call_at(self.latest[way], sink.write, data)
        await self._arrived(way)
        raise _Ended

    def _noticed(self, way: Way, data: bytes) -> tuple[_Exchange, Place | None]:
        """Follow question and answer; where the exchange is cut now, say so."""
        if way == "up" and self.is_answered:
            self.exchange = self.line.begin(data)
        self.is_answered = way == "down"
        if not self.exchange:
            raise _Ended  # a server that speaks first is none of ours
        place = self.exchange.cut
        here = place == "before" if way == "up" else place in {"after", "within"}
        return self.exchange, place if here else None

    async def _cut(self, place: Place, exchange: _Exchange, data: bytes) -> None:
        await self._arrived("up" if place == "before" else "down")
        if place == "within":
            head = data.find(b"\r\n\r\n") + 4
            self.writer.write(data[: (head + len(data)) // 2])
        self.line.faults.append(Fault(place, exchange.name))
        raise _Ended

    async def _arrived(self, way: Way) -> None:
        """Wait until what was sent has travelled."""
        await asyncio.sleep(self.latest[way] - asyncio.get_running_loop().time() + 1e-3)


@contextmanager
def line(port: int, profile: Profile = FAST, seed: int = 1) -> Iterator[Line]:
    """A line to the server on this port, while the block runs."""
    made, ready = Line(port, profile, seed), threading.Event()
    thread = threading.Thread(target=made.run, args=(ready,), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        made.stop()
        thread.join(10)

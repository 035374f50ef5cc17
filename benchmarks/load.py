"""What the page bears: `python -m benchmarks.load [--small] [--only ask,leave,…] [--clients 50] [--seconds 60] …`.

Starts a server on this machine over a copy of the example library, and puts to it, one after the other:

- `ask`: many clients who ask, each again as soon as it is answered, while one searches;
- `memory`: what the server holds after each of several rounds of clients;
- `leave`: many clients who leave in the middle of an answer, and what threads, files and calls stay behind;
- `sync`: clients who ask while many files are indexed;
- `idle`: how much of a core it uses while nobody is there;
- `local` (only where it is named): the packaged language model, four at once, a fifth who is told its place and leaves.

Each client has an address of its own in 127.0.0.0/8, for one visitor may not have many calls at once. Every step is
bounded in time. Prints a line a figure, with what is wanted of it; the exit code is 1 where something failed or stayed
behind. Times mean something only on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.index_texts import meeting

EXAMPLES = Path(__file__).parents[1] / "examples"
PATIENCE = 300.0  # seconds for one answer, at most
_IDLE = 11.0  # seconds after which the next call ends threads that waited for one (anyio's ten)
_TIMES = 3  # that people leave before what stays is called a leak
SETTLE = 90.0  # seconds for the server to let go of those who left
SMALL = {"clients": 4, "seconds": 4.0, "rounds": 2, "per_round": 3, "leavers": 12, "files": 30, "idle": 3.0, "calm": 4}
PARTS = ("ask", "memory", "leave", "sync", "idle")


@dataclass
class Server:
    """A page that runs, and what its process holds."""

    library: Path
    address: str
    process: subprocess.Popen[str]
    _addresses: Iterator[int] = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A visitor with an address of its own."""
        number = next(self._addresses)
        local = f"127.{1 + number // 62500 % 100}.{number // 250 % 250}.{1 + number % 250}"
        transport = httpx.AsyncHTTPTransport(local_address=local)
        async with httpx.AsyncClient(base_url=self.address, transport=transport, timeout=PATIENCE) as client:
            yield client

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def processor(self) -> float:
        """Seconds of a core that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Report:
    """The figures, and what is wrong."""

    wrong: list[str] = field(default_factory=list)

    def say(self, name: str, figure: str, wanted: str = "", *, fine: bool = True) -> None:
        """Print a figure; `fine` where a person need not look at it. Times are told, and fail nothing."""
        print(f"| {name} | {figure} | {wanted} |{'' if fine else ' !'}", flush=True)

    def must(self, name: str, figure: str, wanted: str, *, holds: bool) -> None:
        """Print a figure that does not hang on the machine's speed."""
        self.say(name, figure, wanted, fine=holds)
        if not holds:
            self.wrong.append(f"{name}: {figure}, wanted {wanted}")


def main(arguments: Sequence[str] = (), *, module: str = "rag") -> int:
    """Run the parts; 1 where something failed or stayed behind. `module`: what is started as the server."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--small", action="store_true", help="sizes that show whether it works, and no more")
    sizes = {"clients": 50, "seconds": 60.0, "rounds": 5, "per_round": 20, "leavers": 200, "files": 2000}
    sizes |= {"idle": 30.0, "calm": 16}
    for name, size in sizes.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(size))
    chosen = parser.parse_args(arguments)
    for name, size in (SMALL if chosen.small else sizes).items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, size)
    report, parts = Report(), chosen.only.split(",")
    print("| what | figure | wanted |\n| --- | --- | --- |", flush=True)
    for model in ("extractive", "local"):
        of_model = [part for part in parts if (part == "local") == (model == "local")]
        if of_model:
            with serving(model, module) as server:
                for part in of_model:
                    asyncio.run(_PARTS[part](server, report, chosen))
    for fault in report.wrong:
        print(f"WRONG: {fault}", file=sys.stderr)
    return 1 if report.wrong else 0


@contextmanager
def serving(model: str, module: str) -> Iterator[Server]:
    """A server over a copy of the examples, ready to answer."""
    with TemporaryDirectory() as folder:
        library = shutil.copytree(EXAMPLES / "transcripts", Path(folder) / "library")
        line = [sys.executable, "-m", module, "serve", "--library", str(library), "--model", model]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                address = process.stdout.readline().split()[-1].replace("localhost", "127.0.0.1")
                server = Server(library, address, process)
                asyncio.run(_until_ready(server))
                yield server
            finally:
                process.terminate()


async def _until_ready(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    async with server.client() as client:
        while (await _called(client, "ask", {"question": questions()[0]}))[0] != "complete":
            if time.monotonic() > until:
                raise TimeoutError("the server was not ready in time")
            await asyncio.sleep(0.5)


def questions() -> list[str]:
    """Those of the examples."""
    lines = (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


async def _called(client: httpx.AsyncClient, name: str, values: dict[str, Any], *, leave: bool = False) -> list[str]:
    """The names of a call's last event and data; with `leave` only of the first that comes."""
    begun = await client.post(f"/gradio_api/call/v2/{name}", json=values)
    if begun.status_code != 200:
        return [str(begun.status_code), begun.text[:200]]
    event = ""
    async with client.stream("GET", f"/gradio_api/call/{name}/{begun.json()['event_id']}") as stream:
        async for line in stream.aiter_lines():
            key, _, value = line.partition(": ")
            if key == "event":
                event = value
            elif key == "data" and (event in ("complete", "error") or (leave and event == "generating")):
                return [event, value[:200]]
    return ["ended", event]


@dataclass
class Waits:
    """How long calls took, and those that were not answered."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def call(self, client: httpx.AsyncClient, name: str, values: dict[str, Any]) -> None:
        began = time.monotonic()
        try:
            event, *rest = await _called(client, name, values)
        except httpx.HTTPError as error:
            event, rest = type(error).__name__, [str(error)]
        self.seconds.append(time.monotonic() - began)
        if event != "complete":
            self.errors.append(f"{event} {rest}")

    def describe(self) -> str:
        ordered = sorted(self.seconds) or [0.0]
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        return f"{len(self.seconds)} calls, p50 {median(ordered):.2f} s, p95 {p95:.2f} s, longest {ordered[-1]:.2f} s"


async def _asking(server: Server, clients: int, until: Callable[[], bool], waits: Waits) -> None:
    """So many clients ask, again and again, until that is so; each at least once."""

    async def ask(number: int) -> None:
        async with server.client() as client:
            for turn in count():
                asked = questions()[(number + 7 * turn) % len(questions())]
                await waits.call(client, "ask", {"question": asked})
                if until():
                    return

    await asyncio.gather(*map(ask, range(clients)))


async def _ask(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    asked, searched = Waits(), Waits()
    end = time.monotonic() + sizes.seconds

    async def search() -> None:
        async with server.client() as client:
            while time.monotonic() < end:
                await searched.call(client, "search", {"query": questions()[len(searched.seconds) % len(questions())]})
                await asyncio.sleep(0.2)

    await asyncio.gather(_asking(server, sizes.clients, lambda: time.monotonic() > end, asked), search())
    middle = median(asked.seconds)
    report.must("errors", str(len(asked.errors + searched.errors)), "0", holds=not (asked.errors or searched.errors))
    report.say(f"{sizes.clients} ask", asked.describe(), "p50 under 6 s", fine=middle < 6)
    longest = max(asked.seconds) / middle
    report.say("the longest wait", f"{longest:.1f} medians", "up to 4", fine=longest <= 4)
    report.say("search meanwhile", searched.describe(), "p50 under .5 s", fine=median(searched.seconds) < 0.5)
    for error in (asked.errors + searched.errors)[:5]:
        print(error, file=sys.stderr)


async def _memory(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    after: list[float] = []
    for _ in range(sizes.rounds):
        waits = Waits()
        await _asking(server, sizes.per_round, lambda: len(waits.seconds) >= 3 * sizes.per_round, waits)  # noqa: B023
        after.append(server.megabytes())
    rise = after[-1] / after[0] - 1
    held = ", ".join(f"{megabytes:.0f}" for megabytes in after)
    report.say("memory after each round", f"{held} MB: {rise:+.1%}", "within 5 %", fine=abs(rise) <= 0.05)


async def _leave(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    await _leaving(server, min(50, sizes.leavers))  # whatever is made once, as threads that wait for the next call
    before = await _settled(server, sizes.calm)
    # A pool may grow by one thread once, and a connection end late; what leaks does so every time.
    for _ in range(_TIMES):
        await _leaving(server, sizes.leavers)
        after = await _settled(server, sizes.calm)
        threads, files = after[0] - before[0], after[1] - before[1]
        if stays_nothing := threads <= 0 and files <= 0:
            break
        before = after
    left = f"{threads:+d} threads, {files:+d} files"
    report.must(f"{sizes.leavers} left: what stays", left, "none", holds=stays_nothing)
    busy = await _share_of_a_core(server, 2.0)
    report.say("and what still runs", f"{busy:.1%} of a core", "under 5 %", fine=busy < 0.05)


async def _leaving(server: Server, number: int) -> None:
    async def leave(which: int) -> None:
        async with server.client() as client:
            asked = {"question": questions()[which % len(questions())]}
            if which % 3 == 0:  # some before the first word
                await client.post("/gradio_api/call/v2/ask", json=asked)
            else:
                await _called(client, "ask", asked, leave=True)

    for start in range(0, number, 20):
        await asyncio.gather(*map(leave, range(start, min(start + 20, number))), return_exceptions=True)


async def _settled(server: Server, calm: int) -> tuple[int, int]:
    """Threads and files once nothing happens any more, and what waited for another call has ended."""
    await _calmed(server, calm)
    await asyncio.sleep(_IDLE)
    async with server.client() as client:
        await _called(client, "transcripts", {})
    await asyncio.sleep(1.0)
    return server.threads(), server.files()


async def _calmed(server: Server, calm: int) -> None:
    """Return once threads and files are as few for `calm` looks, each of a second, or time is up."""
    until, quiet = time.monotonic() + SETTLE, 0
    least = server.threads(), server.files()
    while time.monotonic() < until and quiet < calm:
        await asyncio.sleep(0.5)
        now = server.threads(), server.files()
        quiet = 0 if now < least or await _share_of_a_core(server, 0.5) > 0.2 else quiet + 1
        least = min(least, now)


async def _sync(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    (server.library / "new").mkdir()
    for number in range(sizes.files):
        (server.library / "new" / f"meeting-{number:05}.txt").write_text(meeting(number, turns=8), encoding="utf-8")
    waits = Waits()
    done: list[tuple[str, float]] = []

    async def sync() -> None:
        async with server.client() as client:
            began = time.monotonic()
            result = await _called(client, "sync", {})
            done.append((result[0], time.monotonic() - began))

    await asyncio.gather(sync(), _asking(server, min(20, sizes.clients), lambda: bool(done), waits))
    ((event, seconds),) = done
    report.must("sync", f"{event}: {sizes.files} files in {seconds:.0f} s", "complete", holds=event == "complete")
    report.must("errors meanwhile", str(len(waits.errors)), "0", holds=not waits.errors)
    report.say("asked meanwhile", waits.describe())
    for error in waits.errors[:5]:
        print(error, file=sys.stderr)


async def _idle(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    await _calmed(server, sizes.calm)
    share = await _share_of_a_core(server, sizes.idle)
    report.say("idle", f"{share:.2%} of a core", "under 1 %", fine=share < 0.01)


async def _share_of_a_core(server: Server, seconds: float) -> float:
    began, used = time.monotonic(), server.processor()
    await asyncio.sleep(seconds)
    return (server.processor() - used) / (time.monotonic() - began)


async def _local(server: Server, report: Report, sizes: argparse.Namespace) -> None:
    """Four ask; a fifth joins the queue as the page does, hears its place, and leaves."""
    del sizes
    waits = Waits()
    place: list[int] = []
    asking = asyncio.gather(_asking(server, 4, lambda: True, waits))
    await asyncio.sleep(1.0)
    async with server.client() as client:
        config = (await client.get("/config")).json()
        (function,) = (f["id"] for f in config["dependencies"] if f["api_name"] == "ask")
        asked = {"data": [questions()[0], None, None, None, None], "fn_index": function, "session_hash": "the-fifth"}
        await client.post("/gradio_api/queue/join", json=asked)
        async with client.stream("GET", "/gradio_api/queue/data?session_hash=the-fifth") as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if message.get("msg") == "estimation":
                    place.append(message["rank"])
                    break
                if message.get("msg") == "process_completed":
                    break
    await asking
    report.must("the fifth is told its place", str(place), "[0]", holds=place == [0])
    report.must("errors", str(len(waits.errors)), "0", holds=not waits.errors)
    report.say("four at once", waits.describe())


_PARTS: dict[str, Callable[[Server, Report, argparse.Namespace], Coroutine[None, None, None]]] = {
    "ask": _ask,
    "memory": _memory,
    "leave": _leave,
    "sync": _sync,
    "idle": _idle,
    "local": _local,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Listeners of live streams: cheap ones, so that they do not take the processor from what they measure."""

import asyncio
import time

TEXT = b"event: text"
LIMIT_MS = 150  # a gap between two flushes that a reader does not notice


class Crowd:
    """All listeners of a run, and what they heard together."""

    def __init__(self):
        self.started = self.refused = self.ended = self.events = 0
        self.is_measured = False
        self.gaps, self.transports = [], []

    def measure(self, on):
        self.is_measured = on
        if on:
            self.gaps = []

    def leave(self):
        for transport in self.transports:
            transport.abort()


class Listener(asyncio.Protocol):
    """One open stream."""

    def __init__(self, crowd, path, cookie):
        self.crowd, self.last, self.has_head = crowd, 0.0, False
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={cookie}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()
        self.first = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.crowd.transports.append(transport)
        transport.write(self.request)

    def data_received(self, data):
        now, crowd = time.monotonic(), self.crowd
        if not self.has_head:
            self.has_head = True
            if b" 200 " not in data[:20]:
                crowd.refused += 1
        events = data.count(TEXT)
        if not events:
            return
        crowd.events += events
        if not self.last:
            crowd.started += 1
            self.first.set_result(now)
        elif crowd.is_measured:
            crowd.gaps.append(now - self.last)
        self.last = now

    def connection_lost(self, _error):
        self.crowd.ended += 1


async def listen(crowd, port, path, cookie):
    loop = asyncio.get_running_loop()
    _transport, listener = await loop.create_connection(
        lambda: Listener(crowd, path, cookie), "127.0.0.1", port
    )
    return listener


async def climb(ways, port, *, levels, rate, seconds, server, probe=None, events_a_second=10):
    """Open more and more streams until the gaps are too long. `ways` are (path, cookie); one row for each level."""
    crowd, rows = Crowd(), []
    try:
        for level in [n for n in levels if n <= len(ways)]:
            began = time.monotonic()
            for number in range(len(crowd.transports), level):
                await listen(crowd, port, *ways[number])
                await asyncio.sleep(1 / rate)
            while crowd.started + crowd.refused < level and time.monotonic() < began + level / rate + 10:
                await asyncio.sleep(0.05)
            opened = time.monotonic() - began
            await asyncio.sleep(1)
            for _try in range(2):  # a neighbour's moment of work is no limit of ours
                row = await look(crowd, level, seconds, server, probe)
                if is_held(row, events_a_second):
                    break
            row |= {"opened_s": round(opened, 1), "rss_mib": server.memory_kib() // 1024}
            if rows:  # the first level also loads code
                more = row["streams"] - rows[0]["streams"]
                row["kib_per_stream"] = round(1024 * (row["rss_mib"] - rows[0]["rss_mib"]) / more)
            rows.append(row)
            print(f"   {row}", flush=True)
            if not is_held(row, events_a_second):
                break
    finally:
        crowd.leave()
    return rows


def is_held(row, events_a_second):
    return bool(
        row["gap_p95_ms"] is not None
        and row["gap_p95_ms"] < LIMIT_MS
        and row["events_per_s"] >= 0.95 * row["streams"] * events_a_second
        and not row["refused"]
        and not row["ended"]
    )


async def look(crowd, level, seconds, server, probe):
    """What all listeners hear within `seconds`, and what it costs."""
    crowd.measure(True)
    own = time.process_time()
    cpu, events, began, held = server.cpu_seconds(), crowd.events, time.monotonic(), []
    while time.monotonic() < began + seconds:
        await asyncio.sleep(0.1)
        if probe:
            held.append(await asyncio.to_thread(probe))
    cpu, events, took = server.cpu_seconds() - cpu, crowd.events - events, time.monotonic() - began
    crowd.measure(False)
    gaps = sorted(crowd.gaps)
    row = {
        "streams": level,
        "refused": crowd.refused,
        "ended": crowd.ended,
        "events_per_s": round(events / took),
        "gap_p50_ms": round(1000 * gaps[len(gaps) // 2]) if gaps else None,
        "gap_p95_ms": round(1000 * gaps[len(gaps) * 95 // 100]) if gaps else None,
        "cpu_us_per_event": round(1e6 * cpu / max(1, events), 1),
        "cpu_share": round(cpu / took, 2),
        "listeners_share": round((time.process_time() - own) / took, 2),  # near 1 it is they who are late
        "threads": server.threads(),
    }
    if held:
        row["db_connections"] = {"looks": len(held), "zero": held.count(0), "most": max(held)}
    return row


async def first_words(ways, port):
    """Milliseconds from each request to its first text, one after the other; sorted."""
    taken = []
    for path, cookie in ways:
        crowd = Crowd()
        began = time.monotonic()
        listener = await listen(crowd, port, path, cookie)
        taken.append(1000 * (await asyncio.wait_for(listener.first, 20) - began))
        crowd.leave()
        await asyncio.sleep(0.05)
    return sorted(taken)

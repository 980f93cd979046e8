import asyncio
import threading
from contextvars import ContextVar

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse

from config import streams
from config.logs import bind_request_id, current_request_id
from config.streams import PREFIX, StreamHandler

left_behind = ContextVar("left_behind", default="nothing")


class Server:
    """A listener: keeps what was sent, and leaves after so many bodies."""

    def __init__(self, leaves_after=99):
        self.sent, self.leaves_after = [], leaves_after
        self.asked = 0
        self.gone = asyncio.Event()

    async def receive(self):
        self.asked += 1
        if self.asked == 1:
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        if sum(one["type"] == "http.response.body" for one in self.sent) >= self.leaves_after:
            self.gone.set()


def ask(make_response, database_work=lambda: None, **how):
    """The request through the handler, with this answer of the pages below it."""

    class Handler(StreamHandler):
        async def run_get_response(self, request):
            await sync_to_async(database_work)()
            return make_response()

    async def run():
        server = Server(**how)
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
        await Handler()(scope, server.receive, server.send)
        return server.sent

    return asyncio.run(run())


def events(frames):
    return StreamingHttpResponse(frames, content_type="text/event-stream", headers={"X-Room": "a"})


def test_frames_follow_the_head_in_order_and_the_stream_is_ended():
    async def frames():
        yield b"one"
        yield b"two"

    head, *bodies = ask(lambda: events(frames()))
    assert (head["status"], dict(head["headers"])[b"X-Room"]) == (200, b"a")
    assert [(one.get("body", b""), one.get("more_body", False)) for one in bodies] == [
        (b"one", True),
        (b"two", True),
        (b"", False),
    ]


def test_the_thread_of_the_request_has_ended_when_the_first_frame_is_made():
    during, left = [], []

    async def frames():
        left.extend(thread for thread in during if thread.is_alive())
        yield b"one"

    ask(lambda: events(frames()), database_work=lambda: during.append(threading.current_thread()))
    assert (len(during), left) == (1, [])


def test_what_a_request_leaves_in_its_context_is_gone_when_its_frames_are_made_except_its_id():
    found = []

    async def frames():
        found.append((left_behind.get(), current_request_id()))
        yield b"one"

    def answer():
        left_behind.set("a whole request")
        bind_request_id("0123456789abcdef")
        return events(frames())

    ask(answer)
    assert found == [("nothing", "0123456789abcdef")]


def test_streams_on_their_way_to_the_first_byte_wait_for_each_other_but_not_for_frames():
    inside, most, spoken = 0, 0, []

    class Handler(StreamHandler):
        async def run_get_response(self, request):
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1
            return events(frames(request.path))

    async def frames(path):
        yield b"one"
        spoken.append(path)
        while len(spoken) < 5:  # all five are heard at once, or this never ends
            await asyncio.sleep(0.01)

    async def run():
        handler, servers = Handler(at_once=2), [Server() for _number in range(5)]
        scope = {"type": "http", "method": "GET", "query_string": b"", "headers": []}
        calls = [
            handler({**scope, "path": f"{PREFIX}{number}/"}, one.receive, one.send)
            for number, one in enumerate(servers)
        ]
        await asyncio.wait_for(asyncio.gather(*calls), 10)

    asyncio.run(run())
    assert (most, len(spoken)) == (2, 5)


def test_when_the_listener_leaves_the_frames_are_told():
    told = []

    async def frames():
        try:
            yield b"one"
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            told.append("left")
            raise

    ask(lambda: events(frames()), leaves_after=1)
    assert told == ["left"]


def test_other_answers_go_as_before():
    head, body = ask(lambda: HttpResponse("a page"))
    assert (head["status"], body["body"]) == (200, b"a page")


def test_a_listener_who_hears_nothing_for_a_while_gets_a_sign_of_life(monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.03)

    async def frames():
        yield b"one"
        await asyncio.sleep(0.2)
        yield b"two"

    _head, *bodies = ask(lambda: events(frames()))
    sent = [one.get("body", b"") for one in bodies]
    assert (sent[0], set(sent[1:-2]), sent[-2:]) == (b"one", {streams.STILL_HERE}, [b"two", b""])


def test_a_listener_who_has_left_stops_no_sign_of_life_for_others(monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.03)
    heard = []

    async def gone(_message):
        raise OSError

    async def here(message):
        heard.append(message["body"])

    async def run():
        heartbeat = streams.Heartbeat()
        heartbeat.waits(gone)
        heartbeat.waits(here)
        await asyncio.sleep(0.15)
        heartbeat.is_served(gone)
        heartbeat.is_served(here)

    asyncio.run(run())
    assert set(heard) == {streams.STILL_HERE}

#!/usr/bin/env python3
"""Peer-neutral load client: drives any server-rendered web application from a JSON scenario.

One virtual user = one cookie jar = one logged-in account. Pages are treated as a browser would:
forms are found in the page just read, their default fields (CSRF token included) are kept, a rule
fills them in and the form is posted. No application-specific code lives here; see README.md.
"""

import argparse
import asyncio
import html
import json
import os
import random
import re
import statistics
import sys
import time
from urllib.parse import urljoin

import aiohttp

from pageforms import StepFailed, form_body, forms, pick_form
from processtree import pss, quantile, tree_cpu


class Stats:
    def __init__(self):
        self.lat, self.err, self.bytes, self.first_error = {}, {}, 0, None

    def add(self, name, seconds, size):
        self.lat.setdefault(name, []).append(seconds)
        self.bytes += size

    def fail(self, name, why):
        self.err[name] = self.err.get(name, 0) + 1
        self.first_error = self.first_error or f"{name}: {why}"


class User:
    def __init__(self, scenario, number):
        self.sc, self.n, self.page, self.url = scenario, number, "", scenario["base"]
        self.vars = dict(scenario.get("vars", {}), n=number)
        who = scenario.get("users", {})
        for k in ("username", "password"):
            if k in who:
                self.vars[k] = who[k].format(**self.vars)
        self.session = None

    def fmt(self, text):
        return text.format(**self.vars) if isinstance(text, str) else text

    async def open(self):
        self.session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            connector=aiohttp.TCPConnector(limit=0),
            headers=dict({"User-Agent": "loadclient/1"}, **self.sc.get("headers", {})),
            timeout=aiohttp.ClientTimeout(total=self.sc.get("timeout", 120)),
        )

    async def close(self):
        await self.session.close()

    def cookie(self, name):
        for c in self.session.cookie_jar:
            if c.key == name:
                return c.value
        return ""

    async def steps(self, steps, stats):
        for step in steps:
            if "repeat" in step:
                for i in range(int(self.fmt(step["repeat"]))):
                    self.vars["i"] = i
                    await self.steps(step["steps"], stats)
            elif "pause" in step:
                await asyncio.sleep(float(step["pause"]))
            elif step.get("if") and not self.vars.get(step["if"]):
                continue
            else:
                await self.step(step, stats)

    async def step(self, step, stats):
        method, headers, data, js = step.get("method", "GET"), dict(step.get("headers", {})), None, None
        if "form" in step:
            form = pick_form(self.page, step["form"])
            target = self.fmt(step["path"]) if "path" in step else (form["attrs"].get("action") or self.url)
            method, data = form["attrs"].get("method", "get").upper(), form_body(form, step, self.fmt)
            enc = form["attrs"].get("enctype", "")
            if method == "GET":
                target, data = target.split("?")[0] + "?" + "&".join(f"{k}={v}" for k, v in data), None
            elif "multipart" in enc:
                fd = aiohttp.FormData(default_to_multipart=True)
                for k, v in data:
                    fd.add_field(k, v)
                data = fd
        else:
            target = self.fmt(step["path"])
            if "data" in step:
                method, data = step.get("method", "POST"), [(k, self.fmt(v)) for k, v in step["data"].items()]
            if "json" in step:
                method = step.get("method", "POST")
                js = json.loads(
                    re.sub(r"\$\{(\w+)\}", lambda m: str(self.vars[m[1]]), json.dumps(step["json"]))
                )
        if "csrf_cookie" in step:
            headers[step.get("csrf_header", "X-CSRFToken")] = self.cookie(step["csrf_cookie"])
        url = urljoin(self.url, target) if "form" in step else urljoin(self.sc["base"], target)
        headers.setdefault("Referer", self.url)
        start = time.perf_counter()
        async with self.session.request(
            method, url, data=data, json=js, headers=headers, allow_redirects=step.get("redirects", True)
        ) as r:
            if step.get("stream"):
                raw = await self.read_stream(r, step, stats, start)
            else:
                raw = await r.read()
            spent, status, ctype = time.perf_counter() - start, r.status, r.headers.get("Content-Type", "")
            here = str(r.url)
        if "text" in ctype or "json" in ctype:
            self.page, self.url = raw.decode("utf-8", "replace"), here
        ok = step.get("status", [200])
        if status not in (ok if isinstance(ok, list) else [ok]):
            raise StepFailed(f"{method} {url} gave {status}")
        if "contains" in step and not re.search(step["contains"], self.page):
            raise StepFailed(f"{method} {here}: page lacks {step['contains']!r}")
        if "magic" in step and not raw.startswith(step["magic"].encode()):
            raise StepFailed(f"{url}: body does not start with {step['magic']!r} ({ctype})")
        if "url_matches" in step and not re.search(step["url_matches"], here):
            raise StepFailed(f"landed on {here}")
        for var, rx in step.get("capture", {}).items():
            m = re.search(rx, self.page) or re.search(rx, here)
            if m:
                self.vars[var] = html.unescape(m.group(1))
            elif not step.get("optional"):
                raise StepFailed(f"nothing to capture for {var} at {here}")
            else:
                self.vars[var] = ""
        stats.add(step["name"], spent, len(raw))

    @staticmethod
    async def read_stream(r, step, stats, start):
        """Server-sent events: time to first event and gaps between events are measured apart."""
        raw, last, want = b"", None, step["stream"]
        async for chunk in r.content.iter_any():
            now = time.perf_counter()
            stats.add(
                step["name"] + (":first" if last is None else ":gap"), now - (last or start), len(chunk)
            )
            raw, last = raw + chunk, now
            if want.get("until") and re.search(want["until"].encode(), raw):
                break
        return raw


async def prepare(sc, count, first):
    users, stats, gate = (
        [User(sc, first + i) for i in range(count)],
        Stats(),
        asyncio.Semaphore(sc.get("login_parallel", 4)),
    )

    async def one(u):
        await u.open()
        async with gate:
            await u.steps(sc.get("login", []), stats)

    await asyncio.gather(*(one(u) for u in users))
    return users, stats


async def measure(users, steps, seconds, iterations, rate):
    """Closed loop (each user repeats without pause) or, with rate, arrivals at fixed times:
    then latency is counted from the due time, so that a stalled server cannot hide its queue."""
    stats, done, start = Stats(), [], time.perf_counter()
    left = [iterations] if iterations else None

    async def loop(u):
        while time.perf_counter() - start < seconds if not left else left[0] > 0:
            if left:
                left[0] -= 1
            t = time.perf_counter()
            try:
                await u.steps(steps, stats)
                done.append(time.perf_counter() - t)
            except (StepFailed, aiohttp.ClientError, asyncio.TimeoutError) as e:
                stats.fail(type(e).__name__, str(e)[:300])
                await asyncio.sleep(0.01)

    async def arrivals():
        free, tasks, k = asyncio.Queue(), set(), 0
        for u in users:
            free.put_nowait(u)

        async def job(due):
            u = await free.get()
            try:
                await u.steps(steps, stats)
                done.append(time.perf_counter() - due)
            except (StepFailed, aiohttp.ClientError, asyncio.TimeoutError) as e:
                stats.fail(type(e).__name__, str(e)[:300])
            finally:
                free.put_nowait(u)

        while k / rate < seconds:
            due = start + k / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            t = asyncio.create_task(job(due))
            tasks.add(t)
            t.add_done_callback(tasks.discard)
            k += 1
        await asyncio.gather(*tasks)

    if rate:
        await arrivals()
    else:
        await asyncio.gather(*(loop(u) for u in users))
    return stats, done, time.perf_counter() - start


async def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scenario")
    ap.add_argument("-u", "--users", type=int, default=8)
    ap.add_argument("-d", "--seconds", type=float, default=15)
    ap.add_argument("-n", "--iterations", type=int, default=0, help="stop after so many iterations in all")
    ap.add_argument("-r", "--rate", type=float, default=0, help="open loop: iterations started per second")
    ap.add_argument("--repeats", type=int, default=3)
    ap.add_argument("--warmup", type=float, default=3)
    ap.add_argument("--first", type=int, default=0, help="number of the first account")
    ap.add_argument("--base", help="overrides the scenario's base")
    ap.add_argument("--set", action="append", default=[], metavar="VAR=VALUE")
    ap.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAME=PID|PIDFILE",
        help="process tree whose CPU time and memory are counted",
    )
    ap.add_argument("--cookies", metavar="FILE", help="log in, write one Cookie header per line, stop")
    ap.add_argument("--json", metavar="FILE")
    a = ap.parse_args()
    sc = json.load(open(a.scenario))
    sc["base"] = a.base or sc["base"]
    sc.setdefault("vars", {}).update(x.split("=", 1) for x in a.set)
    groups = {}
    for g in a.group:
        name, where = g.split("=", 1)
        groups[name] = int(where) if where.isdigit() else int(open(where).read().split()[0])
    t = time.perf_counter()
    users, login = await prepare(sc, a.users, a.first)
    login_s = time.perf_counter() - t
    if a.cookies:
        with open(a.cookies, "w") as f:
            for u in users:
                f.write("; ".join(f"{c.key}={c.value}" for c in u.session.cookie_jar) + "\n")
                await u.close()
        return
    if a.warmup:
        await measure(users, sc["steps"], a.warmup, 0, 0)
    runs = []
    for _ in range(a.repeats):
        cpu0, _p = tree_cpu(groups)
        own0 = time.process_time()
        stats, done, wall = await measure(users, sc["steps"], a.seconds, a.iterations, a.rate)
        cpu1, pids = tree_cpu(groups)
        requests = sum(len(v) for k, v in stats.lat.items() if not k.endswith((":gap", ":first")))
        runs.append(
            {
                "iterations_per_s": len(done) / wall,
                "requests_per_s": requests / wall,
                "iteration_p50_ms": quantile(done, 0.5) * 1e3,
                "iteration_p95_ms": quantile(done, 0.95) * 1e3,
                "errors": sum(stats.err.values()),
                "first_error": stats.first_error,
                "steps": {
                    k: {
                        "n": len(v),
                        "p50_ms": quantile(v, 0.5) * 1e3,
                        "p95_ms": quantile(v, 0.95) * 1e3,
                        "p99_ms": quantile(v, 0.99) * 1e3,
                    }
                    for k, v in stats.lat.items()
                },
                "cpu_ms_per_iteration": {k: (cpu1[k] - cpu0[k]) * 1e3 / max(1, len(done)) for k in groups},
                "cpu_ms_per_request": {k: (cpu1[k] - cpu0[k]) * 1e3 / max(1, requests) for k in groups},
                "pss_mb": {k: pss(pids[k]) for k in groups},
                "client_cpu_share": (time.process_time() - own0) / wall,
                "mb_per_s": stats.bytes / wall / 1e6,
            }
        )
    for u in users:
        await u.close()
    med = lambda get: statistics.median(get(r) for r in runs)
    name = sc.get("name", a.scenario)
    print(
        f"{name}: users {a.users}, repeats {len(runs)}, login {login_s:.1f}s (p50 "
        f"{quantile([x for v in login.lat.values() for x in v], 0.5) * 1e3:.0f} ms)"
    )
    print(
        f"  iterations/s {med(lambda r: r['iterations_per_s']):.2f} ({', '.join('%.2f' % r['iterations_per_s'] for r in runs)})"
        f"  requests/s {med(lambda r: r['requests_per_s']):.1f}  p50 {med(lambda r: r['iteration_p50_ms']):.1f} ms"
        f"  p95 {med(lambda r: r['iteration_p95_ms']):.1f} ms  errors {sum(r['errors'] for r in runs)}"
        f"  client CPU {med(lambda r: r['client_cpu_share']):.2f}"
    )
    for s in runs[-1]["steps"]:
        have = [r["steps"][s] for r in runs if s in r["steps"]]
        print(
            f"    {s:24s} n {sum(h['n'] for h in have):6d}  p50 {statistics.median(h['p50_ms'] for h in have):8.1f}"
            f"  p95 {statistics.median(h['p95_ms'] for h in have):8.1f} ms"
        )
    if groups:
        print(
            "  server CPU ms/request:",
            ", ".join(f"{g} {med(lambda r: r['cpu_ms_per_request'][g]):.2f}" for g in groups),
            f"| total {med(lambda r: sum(r['cpu_ms_per_request'].values())):.2f}",
            f"| per iteration {med(lambda r: sum(r['cpu_ms_per_iteration'].values())):.1f}",
        )
        print("  PSS MiB:", ", ".join(f"{g} {med(lambda r: r['pss_mb'][g]):.0f}" for g in groups))
    for r in runs:
        if r["first_error"]:
            print("  first error:", r["first_error"])
            break
    if a.json:
        json.dump({"scenario": name, "users": a.users, "runs": runs}, open(a.json, "w"), indent=1)
    sys.exit(1 if all(r["errors"] and not r["iterations_per_s"] for r in runs) else 0)


if __name__ == "__main__":
    asyncio.run(main())

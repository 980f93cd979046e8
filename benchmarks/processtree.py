"""CPU time and memory of process trees, from /proc: what a figure of these benchmarks means."""

import os

HZ = os.sysconf("SC_CLK_TCK")


def tree_cpu(groups):
    """CPU seconds of each named process tree; children already reaped are counted with the parent."""
    procs = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            raw = open(f"/proc/{pid}/stat").read()
            f = raw[raw.rindex(")") + 2 :].split()
            procs[int(pid)] = (int(f[1]), sum(map(int, f[11:15])) / HZ)
        except OSError:
            pass
    kids = {}
    for pid, (parent, _) in procs.items():
        kids.setdefault(parent, []).append(pid)
    out, pids = {}, {}
    for name, root in groups.items():
        todo, seen = [root], []
        while todo:
            p = todo.pop()
            if p in procs:
                seen.append(p)
                todo += kids.get(p, [])
        out[name], pids[name] = sum(procs[p][1] for p in seen), seen
    return out, pids


def pss(pids):
    total = 0
    for p in pids:
        try:
            m = re.search(r"^Pss:\s+(\d+)", open(f"/proc/{p}/smaps_rollup").read(), re.M)
            total += int(m.group(1))
        except (OSError, AttributeError):
            pass
    return total / 1024


def quantile(values, q):
    v = sorted(values)
    return v[min(len(v) - 1, int(q * len(v)))] if v else float("nan")

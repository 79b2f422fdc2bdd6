# SPDX-License-Identifier: Apache-2.0
# The result line and the timing that every Python program here shares.
import json, os, statistics, sys, time

REPS = int(os.environ.get("REPS", "3"))
CAP = float(os.environ.get("CAP", "6"))


def emit(bench, peer, config, vals, unit, **kw):
    vals = sorted(vals)
    print(
        json.dumps(
            dict(
                bench=bench,
                peer=peer,
                config=config,
                value=statistics.median(vals),
                unit=unit,
                min=vals[0],
                max=vals[-1],
                reps=len(vals),
                **kw
            )
        ),
        flush=True,
    )


def timed(f):
    t = time.perf_counter()
    f()
    return time.perf_counter() - t


def reps(f):
    """f() -> seconds-or-value; repeat REPS times but stop once CAP seconds are spent."""
    out = []
    t0 = time.perf_counter()
    for _ in range(REPS):
        out.append(f())
        if time.perf_counter() - t0 > CAP:
            break
    return out


def rss_kb():
    for l in open("/proc/self/status"):
        if l.startswith("VmRSS"):
            return int(l.split()[1])


def pctl(xs, p):
    xs = sorted(xs)
    return xs[min(len(xs) - 1, int(len(xs) * p))]

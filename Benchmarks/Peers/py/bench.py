# SPDX-License-Identifier: Apache-2.0
# What comes with Python: concurrent.futures, multiprocessing, asyncio, queue; loky and joblib in W8,
# and in W3 if they are installed.
import asyncio, multiprocessing as mp, os, queue, sys, tempfile, threading, time
from concurrent.futures import ThreadPoolExecutor as TPE, ProcessPoolExecutor as PPE
from multiprocessing.pool import ThreadPool
from common import *
from tasks import *

sys.set_int_max_str_digits(0)
N1, N2 = 200_000, 20_000


def W1():
    for w in (1, 2, 4, 8):

        def run():
            with TPE(w) as ex:
                t = time.perf_counter()
                fs = [ex.submit(noop) for _ in range(N1)]
                for f in fs:
                    f.result()
                return N1 / (time.perf_counter() - t)

        emit("W1", "py-TPE", f"W={w}", reps(run), "tasks/s")
    for w in (1, 4):

        def run():
            with ThreadPool(w) as ex:
                t = time.perf_counter()
                fs = [ex.apply_async(noop) for _ in range(N1)]
                for f in fs:
                    f.get()
                return N1 / (time.perf_counter() - t)

        emit("W1", "py-mp.ThreadPool", f"W={w}", reps(run), "tasks/s")

    async def go():
        t = time.perf_counter()

        async def nop():
            pass

        ts = [asyncio.create_task(nop()) for _ in range(N1)]
        for x in ts:
            await x
        return N1 / (time.perf_counter() - t)

    emit("W1", "py-asyncio", "1 thread", reps(lambda: asyncio.run(go())), "tasks/s")


def W2():
    for w in (1, 4):
        with TPE(w) as ex:
            for _ in range(500):
                ex.submit(noop).result()
            med, p99 = [], []

            def run():
                xs = []
                for _ in range(N2):
                    t = time.perf_counter_ns()
                    ex.submit(noop).result()
                    xs.append(time.perf_counter_ns() - t)
                p99.append(pctl(xs, 0.99))
                return pctl(xs, 0.5)

            emit("W2", "py-TPE", f"W={w}", reps(run), "ns median", p99=pctl(p99, 0.5))


def W3():
    M = 1_000_000
    cs = 25_000
    ch = [(i, i + cs) for i in range(0, M, cs)]
    emit(
        "W3",
        "py-list-comp",
        "seq",
        reps(lambda: M / timed(lambda: [x * x for x in range(M)])),
        "items/s",
    )
    with TPE(4) as ex:
        n = 100_000
        emit(
            "W3",
            "py-TPE.map",
            "W=4 per-item",
            reps(lambda: n / timed(lambda: list(ex.map(sq, range(n))))),
            "items/s",
        )
        emit(
            "W3",
            "py-TPE.map",
            "W=4 manual chunks",
            reps(lambda: M / timed(lambda: [y for c in ex.map(sq_chunk, ch) for y in c])),
            "items/s",
        )
    for w in (2, 4):
        with mp.Pool(w) as p:
            p.map(sq, range(1000))
            emit(
                "W3",
                "py-mp.Pool.map",
                f"W={w} auto chunk",
                reps(lambda: M / timed(lambda: p.map(sq, range(M)))),
                "items/s",
            )
        with PPE(w) as p:
            list(p.map(sq, range(1000), chunksize=100))
            emit(
                "W3",
                "py-PPE.map",
                f"W={w} chunk 25000",
                reps(lambda: M / timed(lambda: list(p.map(sq, range(M), chunksize=cs)))),
                "items/s",
            )
    try:
        import joblib
    except ImportError:
        return  # not part of Python: a row fewer

    with joblib.Parallel(n_jobs=4) as P:
        P(joblib.delayed(sq)(i) for i in range(1000))
        n = 100_000
        emit(
            "W3",
            "py-joblib-loky",
            "W=4 auto batch",
            reps(lambda: n / timed(lambda: P(joblib.delayed(sq)(i) for i in range(n)))),
            "items/s",
        )


def W4():
    n = 1_000_000
    emit("W4", "py", "seq", reps(lambda: timed(lambda: [cpu(n) for _ in range(4)])), "s")
    for nm, E in (("py-TPE", TPE), ("py-PPE", PPE)):
        for w in (2, 4):
            with E(w) as ex:
                list(ex.map(noop, range(8)))
                emit(
                    "W4", nm, f"W={w}", reps(lambda: timed(lambda: list(ex.map(cpu, [n] * 4)))), "s"
                )
    for w in (2, 4):
        with mp.Pool(w) as ex:
            emit(
                "W4",
                "py-mp.Pool",
                f"W={w}",
                reps(lambda: timed(lambda: ex.map(cpu, [n] * 4, chunksize=1))),
                "s",
            )


def W5():
    ns = [100_000, 200_000, 300_000, 400_000]
    emit("W5", "py-int", "seq", reps(lambda: timed(lambda: [fib_last10(n) for n in ns])), "s")
    for nm, E in (("py-TPE", TPE), ("py-PPE", PPE)):
        with E(4) as ex:
            list(ex.map(noop, range(8)))
            emit("W5", nm, "W=4", reps(lambda: timed(lambda: list(ex.map(fib_last10, ns)))), "s")
    x = fib(400_000)
    emit("W5", "py-int", "last10 via str", reps(lambda: timed(lambda: str(x)[-10:])), "s")
    emit("W5", "py-int", "last10 via mod", reps(lambda: timed(lambda: x % 10**10)), "s")


def mpmc(Q, n, P=2, C=2, Th=threading.Thread):
    q = Q()

    def prod():
        for i in range(n // P):
            q.put(i)

    def cons():
        for _ in range(n // C):
            q.get()

    ts = [Th(target=prod) for _ in range(P)] + [Th(target=cons) for _ in range(C)]
    t = time.perf_counter()
    for x in ts:
        x.start()
    for x in ts:
        x.join()
    return n / (time.perf_counter() - t)


def W6():
    n = 400_000
    emit(
        "W6",
        "py-queue.Queue",
        "bounded 1024",
        reps(lambda: mpmc(lambda: queue.Queue(1024), n)),
        "items/s",
    )
    emit("W6", "py-queue.Queue", "unbounded", reps(lambda: mpmc(queue.Queue, n)), "items/s")
    emit("W6", "py-SimpleQueue", "unbounded", reps(lambda: mpmc(queue.SimpleQueue, n)), "items/s")
    emit(
        "W6",
        "py-mp.Queue(procs)",
        "bounded 1024",
        reps(lambda: mpmc(lambda: mp.Queue(1024), 100_000, Th=mp.Process)),
        "items/s",
    )
    emit(
        "W6",
        "py-mp.SimpleQueue(procs)",
        "unbounded",
        reps(lambda: mpmc(mp.SimpleQueue, 100_000, Th=mp.Process)),
        "items/s",
    )


def W7():
    n = 1_000_000
    for nm, L in (("py-Lock", threading.Lock), ("py-RLock", threading.RLock)):
        for w in (1, 2, 4):

            def run():
                lock = L()
                c = [0]

                def f():
                    for _ in range(n):
                        with lock:
                            c[0] += 1

                ts = [threading.Thread(target=f) for _ in range(w)]
                t = time.perf_counter()
                for x in ts:
                    x.start()
                for x in ts:
                    x.join()
                assert c[0] == w * n
                return w * n / (time.perf_counter() - t)

            emit("W7", nm, f"T={w}", reps(run), "ops/s")


def startup(mk, submit, close):
    d = tempfile.mkdtemp()
    path = d + "/f"
    os.mkfifo(path)
    fd = os.open(path, os.O_RDWR)
    t = time.perf_counter()
    ex = mk(path)
    submit(ex)
    got = 0
    while got < 4:
        got += len(os.read(fd, 4))
    dt = time.perf_counter() - t
    close(ex)
    os.close(fd)
    os.unlink(path)
    os.rmdir(d)
    return dt * 1e3


def W8():
    N = 20_000
    import loky, joblib

    def mkppe(m):
        return lambda p: PPE(4, mp_context=mp.get_context(m), initializer=init_fifo, initargs=(p,))

    s4 = lambda ex: [ex.submit(noop) for _ in range(4)]
    cl = lambda ex: ex.shutdown()
    for m in ("fork", "forkserver", "spawn"):
        emit("W8", f"py-PPE-{m}", "startup 4", reps(lambda: startup(mkppe(m), s4, cl)), "ms")
        emit(
            "W8",
            f"py-mp.Pool-{m}",
            "startup 4",
            reps(
                lambda: startup(
                    lambda p: mp.get_context(m).Pool(4, init_fifo, (p,)),
                    lambda e: None,
                    lambda e: (e.terminate(), e.join()),
                )
            ),
            "ms",
        )
    emit(
        "W8",
        "py-loky",
        "startup 4",
        reps(
            lambda: startup(
                lambda p: loky.ProcessPoolExecutor(4, initializer=init_fifo, initargs=(p,)), s4, cl
            )
        ),
        "ms",
    )

    def suite(nm, ex, submit, mapf, n=N):
        for _ in range(200):
            submit(ex).result()

        def tp():
            t = time.perf_counter()
            fs = [submit(ex) for _ in range(n)]
            for f in fs:
                f.result()
            return n / (time.perf_counter() - t)

        emit("W8", nm, "submit chunk=1", reps(tp), "tasks/s")
        best = max(
            (statistics.median(reps(lambda: N / timed(lambda: mapf(ex, c)))), c)
            for c in (10, 100, 1000, 5000)
        )
        emit("W8", nm, "map best chunk", [best[0]], "tasks/s", chunk=best[1])
        p99 = []

        def lat():
            xs = []
            for _ in range(2000):
                t = time.perf_counter_ns()
                submit(ex).result()
                xs.append(time.perf_counter_ns() - t)
            p99.append(pctl(xs, 0.99))
            return pctl(xs, 0.5) / 1e3

        emit("W8", nm, "latency", reps(lat), "us median", p99=pctl(p99, 0.5) / 1e3)

    import statistics

    class AR:  # AsyncResult -> future shape
        def __init__(s, r):
            s.result = r.get

    for m in ("fork", "forkserver", "spawn"):
        with PPE(4, mp_context=mp.get_context(m)) as ex:
            suite(
                f"py-PPE-{m}",
                ex,
                lambda e: e.submit(noop),
                lambda e, c: list(e.map(noop, range(N), chunksize=c)),
            )
    for m in ("fork", "spawn"):
        with mp.get_context(m).Pool(4) as ex:
            suite(
                f"py-mp.Pool-{m}",
                ex,
                lambda e: AR(e.apply_async(noop)),
                lambda e, c: e.map(noop, range(N), chunksize=c),
            )
    with loky.ProcessPoolExecutor(4) as ex:
        suite(
            "py-loky",
            ex,
            lambda e: e.submit(noop),
            lambda e, c: list(e.map(noop, range(N), chunksize=c)),
        )
    with joblib.Parallel(n_jobs=4) as P:
        P(joblib.delayed(noop)(i) for i in range(1000))
        emit(
            "W8",
            "py-joblib-loky",
            "map auto batch",
            reps(lambda: N / timed(lambda: P(joblib.delayed(noop)(i) for i in range(N)))),
            "tasks/s",
        )
        emit(
            "W8",
            "py-joblib-loky",
            "map batch=1000",
            reps(
                lambda: N
                / timed(
                    lambda: joblib.Parallel(n_jobs=4, batch_size=1000)(
                        joblib.delayed(noop)(i) for i in range(N)
                    )
                )
            ),
            "tasks/s",
        )


def W8spawn():
    import subprocess

    def run():
        n = 300
        t = time.perf_counter()
        for _ in range(n):
            subprocess.run(["/bin/true"])
        return n / (time.perf_counter() - t)

    emit("W8", "py-subprocess.run", "spawn /bin/true seq", reps(run), "jobs/s")

    def run2():
        n = 500
        t = time.perf_counter()
        with TPE(4) as ex:
            list(ex.map(lambda _: subprocess.run(["/bin/true"]), range(n)))
        return n / (time.perf_counter() - t)

    emit("W8", "py-subprocess+TPE", "spawn /bin/true W=4", reps(run2), "jobs/s")


def W9():
    def run():
        with TPE(64) as ex:
            return 1e3 * timed(
                lambda: [f.result() for f in [ex.submit(time.sleep, 0.01) for _ in range(1000)]]
            )

    emit("W9", "py-TPE", "1000x10ms T=64", reps(run), "ms", ideal=160)

    async def go():
        await asyncio.gather(*[asyncio.sleep(0.01) for _ in range(10_000)])

    emit(
        "W9",
        "py-asyncio",
        "10000x10ms",
        reps(lambda: 1e3 * timed(lambda: asyncio.run(go()))),
        "ms",
        ideal=10,
    )


def W10():
    def run():
        n = 10_000
        t = time.perf_counter()
        for _ in range(n):
            th = threading.Thread(target=noop)
            th.start()
            th.join()
        return n / (time.perf_counter() - t)

    emit("W10", "py-Thread", "create+join", reps(run), "threads/s")
    ev = threading.Event()
    r0 = rss_kb()
    ts = [threading.Thread(target=ev.wait) for _ in range(1000)]
    for x in ts:
        x.start()
    time.sleep(0.2)
    r1 = rss_kb()
    ev.set()
    for x in ts:
        x.join()
    emit("W10", "py-Thread", "RSS 1000 parked", [(r1 - r0) / 1000], "KiB/thread")


if __name__ == "__main__":
    for b in sys.argv[1:] or [
        "W1",
        "W2",
        "W3",
        "W4",
        "W5",
        "W6",
        "W7",
        "W8",
        "W8spawn",
        "W9",
        "W10",
    ]:
        if b in globals():
            globals()[b]()

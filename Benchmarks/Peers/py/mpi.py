# SPDX-License-Identifier: Apache-2.0
# mpiexec -n 5 python -m mpi4py.futures mpi.py
import time, statistics
from mpi4py.futures import MPIPoolExecutor
from common import *
from tasks import *

if __name__ == "__main__":
    N = 20_000
    with MPIPoolExecutor(4) as ex:
        ex.bootup()
        for _ in range(200):
            ex.submit(noop).result()

        def tp():
            t = time.perf_counter()
            fs = [ex.submit(noop) for _ in range(N)]
            for f in fs:
                f.result()
            return N / (time.perf_counter() - t)

        emit("W8", "py-mpi4py.futures", "submit chunk=1", reps(tp), "tasks/s")
        best = max(
            (
                statistics.median(
                    reps(lambda: N / timed(lambda: list(ex.map(noop, range(N), chunksize=c))))
                ),
                c,
            )
            for c in (10, 100, 1000, 5000)
        )
        emit("W8", "py-mpi4py.futures", "map best chunk", [best[0]], "tasks/s", chunk=best[1])

        def lat():
            xs = []
            for _ in range(1000):
                t = time.perf_counter_ns()
                ex.submit(noop).result()
                xs.append(time.perf_counter_ns() - t)
            return pctl(xs, 0.5) / 1e3

        emit("W8", "py-mpi4py.futures", "latency", reps(lat), "us median")

# SPDX-License-Identifier: Apache-2.0
"""Worker-side functions (importable under fork/spawn/forkserver/loky/mpi)."""

import os


def noop(i=0):
    return i


def sq(x):
    return x * x


def sq_chunk(r):
    return [x * x for x in range(*r)]


def cpu(n):
    t = 0
    for i in range(n):
        t += i * i
    return t


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def fib_last10(n):
    return fib(n) % 10**10


def init_fifo(path):  # tells the parent "this worker is up"
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, b"x")
    os.close(fd)

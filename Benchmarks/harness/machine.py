# SPDX-License-Identifier: Apache-2.0
"""What a figure was measured on, and who else was using it meanwhile."""

import os
import platform
import subprocess
import time
from pathlib import Path

from .places import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


def _field(path: str, name: str, separator: str) -> str:
    try:
        for line in Path(path).read_text().splitlines():
            key, _, value = line.partition(separator)
            if key.strip() == name:
                return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"


def description() -> dict:
    """Processor, memory, kernel: no host name, nothing of its owner."""
    return {
        "cpu": _field("/proc/cpuinfo", "model name", ":"),
        "cpus": len(os.sched_getaffinity(0)),
        "virtual": " hypervisor" in _field("/proc/cpuinfo", "flags", ":"),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "system": _field("/etc/os-release", "PRETTY_NAME", "="),
        "kernel": platform.release(),
    }


def commit() -> str:
    """The commit that is measured, marked if the tree has changes."""

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, text=True, capture_output=True
        ).stdout.strip()

    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + (
        "+changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    )


def busy_and_stolen() -> tuple[float, float]:
    """CPU seconds since the start of the machine: spent (stolen ones included), and stolen."""
    with open("/proc/stat") as stat:
        ticks = [int(word) for word in stat.readline().split()[1:9]]
    idle, waiting, stolen = ticks[3], ticks[4], ticks[7]
    return (sum(ticks) - idle - waiting) / TICKS, stolen / TICKS


def wait_until_quiet(limit: float, enough: float = 0.15) -> float:
    """Waits at most `limit` seconds until others use less than `enough` of a CPU.

    Returns what they used in the end.
    """
    began = time.monotonic()
    while True:
        before, at = busy_and_stolen()[0], time.monotonic()
        time.sleep(0.3)
        used = (busy_and_stolen()[0] - before) / (time.monotonic() - at)
        if used < enough or time.monotonic() - began > limit:
            return used

# SPDX-License-Identifier: Apache-2.0
"""Result rows as markdown."""

import json
from pathlib import Path

from .figure import MOST_OTHERS, MOST_STOLEN, WITHOUT, Figure

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}  # the units of time that rows have


def number(value: float) -> str:
    """Three digits and a prefix."""
    for prefix, size in ((" G", 1e9), (" M", 1e6), (" k", 1e3)):
        if abs(value) >= size:
            return f"{value / size:.3g}{prefix}"
    return f"{value:.3g}"


def quantity(value: float, unit: str) -> str:
    """A value as a reader wants it: times in the unit that fits them."""
    first = unit.split()[0]
    if first not in SECONDS:
        return number(value)
    seconds = value * SECONDS[first]
    for name, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {name}"
    return f"{seconds / 1e-9:.3g} ns"


def unit_name(unit: str) -> str:
    """What a quantity's unit still needs to be told."""
    return "" if unit.split()[0] in SECONDS else unit


def read(path: Path) -> tuple[dict, list[Figure]]:
    header, groups = {}, {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        if "header" in row:
            header = row["header"]
        else:
            groups.setdefault((row["bench"], row["peer"], row["config"]), []).append(row)
    return header, [Figure(rows) for rows in groups.values()]


def times_sequential(figure: Figure, figures: list[Figure]) -> float | None:
    """How many times faster than the same program's sequential form, where that is the point."""
    if figure.bench not in ("W4", "W5") or figure.config == "seq" or "last" in figure.config:
        return None
    alone = [f for f in figures if f.prog == figure.prog and f.config == "seq"]
    return figure.advantage_over(alone[0]) if alone else None


def preface(header: dict, name: str) -> list[str]:
    machine = header["machine"]
    kind = ", virtual" if machine["virtual"] else ""
    lines = [
        f"# Benchmark run of {header['date'][:10]}",
        "",
        f"Written by `Benchmarks/report` from the raw rows in `{name}`; `Benchmarks/README.md` says"
        " how to read it.",
        "",
        f"* Commit {header['commit']}, begun {header['date']}; rounds: {header['rounds']},"
        f" repetitions: {header['reps']}",
        f"* {machine['cpu']}, {machine['cpus']} CPUs{kind}, {machine['memory_gib']} GiB,"
        f" {machine['system']}, Linux {machine['kernel']}",
    ]
    lines += [f"* `{name}`: {text}" for name, text in header["compilers"].items()]
    if header["skipped"]:
        lines.append(f"* Not built on this machine: {', '.join(header['skipped'])}")
    return lines


def better(figures: list[Figure]) -> Figure | None:
    return max(figures, key=lambda f: f.value if f.is_rate else -f.value, default=None)


def summary(figures: list[Figure]) -> list[str]:
    """Each of our figures beside the best peer that does the same work with as many workers."""
    lines = [
        "",
        "## Ours beside the fastest peer",
        "",
        "× is how many times better ours is, paired by round: below 1 the peer is better, and"
        " from 0.67 to 1.5 is a tie. Peers are what one would use instead; the floor is written"
        " by hand in C for this workload alone.",
        "",
        "| | workers | ours | | fastest peer | | × | floor in C | × |",
        "|---|---|---|---:|---|---:|---:|---:|---:|",
    ]
    groups: dict[tuple, list[Figure]] = {}
    for figure in figures:
        if figure.is_ours:
            groups.setdefault((figure.bench, figure.workers, figure.peer), []).append(figure)
    compared = False
    for group in groups.values():
        mine = better(group)
        alike = [
            f
            for f in figures
            if f.prog not in ("ours", "ours-notel")
            and f.is_comparable
            and (f.bench, f.workers, f.unit) == (mine.bench, mine.workers, mine.unit)
        ]
        value = f"{quantity(mine.value, mine.unit)} {unit_name(mine.unit)}".strip()
        cells = [mine.bench, mine.config, mine.peer, value]
        peer = better([f for f in alike if not f.is_floor])
        floor = better([f for f in alike if f.is_floor])
        if peer or floor:
            compared = True
            cells += [peer.peer if peer else "", *against(mine, peer), *against(mine, floor)]
            lines.append("| " + " | ".join(cells) + " |")
    return lines if compared else []


def against(mine: Figure, other: Figure | None) -> list[str]:
    if other is None:
        return ["", ""]
    return [quantity(other.value, other.unit), f"{mine.advantage_over(other):.2f}"]


def price(figures: list[Figure]) -> list[str]:
    """Each of our figures beside that of the build without telemetry."""
    lines = [
        "",
        "## The price of telemetry",
        "",
        "× is how many times better the build is from which telemetry is left out.",
        "",
        "| | config | | with | without | × |",
        "|---|---|---|---:|---:|---:|",
    ]
    bare = {(f.bench, f.config, f.peer): f for f in figures if f.prog == "ours-notel"}
    for f in figures:
        if without := bare.get((f.bench, f.config, f.peer + WITHOUT)):
            values = [quantity(v.value, v.unit) for v in (f, without)]
            ratio = f"{without.advantage_over(f):.3f}"
            lines.append(f"| {f.bench} | {f.config} | {f.peer} | {' | '.join(values)} | {ratio} |")
    return lines if bare else []


def table(bench: str, figures: list[Figure]) -> list[str]:
    lines = [
        "",
        f"## {bench}",
        "",
        "| peer | config | median | unit | p99 | spread | n | CPUs |",
        "|---|---|---:|---|---:|---|---|---:|",
    ]
    best_first = lambda f: (f.config, -f.value if f.is_rate else f.value)  # noqa: E731
    for f in sorted(figures, key=best_first):
        peer = f"**{f.peer}**" if f.is_ours else f.peer
        notes = [unit_name(f.unit)] if unit_name(f.unit) else []
        if speedup := times_sequential(f, figures):
            notes.append(f"{speedup:.2f} × seq")
        p99 = quantity(f.of("p99"), f.unit) if f.of("p99") else ""
        lines.append(
            f"| {peer} | {f.config} | {quantity(f.value, f.unit)} | {', '.join(notes)} | {p99} |"
            f" {quantity(f.low, f.unit)} … {quantity(f.high, f.unit)} | {f.count} | {f.cpus} |"
        )
    return lines


def markdown(path: Path) -> str:
    """The whole page of one run."""
    header, figures = read(path)
    lines = preface(header, path.name) + summary(figures) + price(figures)
    for bench in dict.fromkeys(f.bench for f in figures):
        if bench != "CAL":
            lines += table(bench, [f for f in figures if f.bench == bench])
    lines += [
        "",
        "n: rounds × repetitions. *aside*: rounds set aside because others used more than"
        f" {MOST_OTHERS} of a CPU or the host took more than {MOST_STOLEN}; \\*: all rounds were"
        " like that, and are used. CPUs: CPU time of all threads ÷ wall time, in the measured"
        " part, or with ~ of the whole program.",
    ]
    drift = [f for f in figures if f.bench == "CAL"]
    if drift:
        low, middle, high = (f"{1e3 * v:.1f}" for v in drift[0].whole_range())
        lines.append(
            "\nYardstick, the same work on two threads before each workload:"
            f" {middle} ms, {low} … {high} ms."
        )
    return "\n".join(lines) + "\n"

# SPDX-License-Identifier: Apache-2.0
"""All rows of one program's configuration, taken together."""

import re
import statistics

# A row is disturbed if others used more of a CPU than this, or the host took more away.
MOST_OTHERS, MOST_STOLEN = 0.35, 0.2
# Without a future for each task, or an atomic in a lock's place, it is less work; a goroutine or a
# Swift task is not a thread; who spins until it is served burns a CPU that others could use.
NOT_THE_SAME = ("no futures", "floor", "go-goroutine", "Task.detached", "yield", "pthread_spin")
WITHOUT = " (no telemetry)"  # what our program adds to its name when it is built so


class Figure:
    """A figure over all rounds: disturbed rows are set aside if there are undisturbed ones."""

    def __init__(self, rows: list[dict]):
        calm = [r for r in rows if r["other_cpu"] <= MOST_OTHERS and r["steal"] <= MOST_STOLEN]
        self.all, self.rows = rows, calm or rows
        self.is_disturbed = not calm
        self.aside = len(rows) - len(self.rows)
        first = rows[0]
        self.bench, self.peer, self.config = first["bench"], first["peer"], first["config"]
        self.unit, self.prog = first["unit"], first["prog"]
        self.value = statistics.median(r["value"] for r in self.rows)
        self.low = min(r["min"] for r in self.rows)
        self.high = max(r["max"] for r in self.rows)

    @property
    def is_rate(self) -> bool:
        """Whether more is better."""
        return self.unit.endswith("/s")

    @property
    def is_ours(self) -> bool:
        """Whether our engine did it; our program also holds plain loops to compare with."""
        return self.peer.startswith("threadmill")

    @property
    def is_comparable(self) -> bool:
        """Whether it does the same work as ours, all of it."""
        # Python's W4 counts to 1,000,000 only, and without the `^ i`.
        is_other_work = (self.prog, self.bench) == ("py", "W4")
        return not is_other_work and not any(mark in self.peer for mark in NOT_THE_SAME)

    @property
    def is_floor(self) -> bool:
        """Whether it is written by hand in C: how fast it could be, but nothing one can use."""
        return self.prog in ("c", "engine")

    @property
    def workers(self) -> str:
        """What figures must have in common to be compared: workers, else the configuration."""
        found = re.match(r"W=\d+", self.config)
        return found.group() if found else self.config

    def of(self, key: str) -> float | None:
        """The median of a further number of the rows."""
        values = [r[key] for r in self.rows if key in r]
        return statistics.median(values) if values else None

    @property
    def cpus(self) -> str:
        """CPUs received: in the measured part, or (~) of the whole program, warm-up included."""
        own = self.of("cpus")
        return f"{own:.2f}" if own is not None else f"~{self.of('prog_cpus'):.2f}"

    @property
    def count(self) -> str:
        """Rounds × repetitions that count."""
        most = max(r["reps"] for r in self.rows)
        aside = f" ({self.aside} aside)" if self.aside else ""
        return f"{len(self.rows)}×{most}{'*' if self.is_disturbed else ''}{aside}"

    def whole_range(self) -> tuple[float, float, float]:
        """Least, median and most over all rows, disturbed ones included."""
        values = [r["value"] for r in self.all]
        return min(values), statistics.median(values), max(values)

    def advantage_over(self, other: "Figure") -> float:
        """How many times better this is, as the median of the rounds that both have.

        Both ran within the same minutes of a round, so that its mood cancels out.
        """
        mine = {r["round"]: r["value"] for r in self.rows}
        theirs = {r["round"]: r["value"] for r in other.rows}
        both = [mine[n] / theirs[n] for n in mine if theirs.get(n)]
        ratio = statistics.median(both) if both else self.value / other.value
        return ratio if self.is_rate else 1 / ratio

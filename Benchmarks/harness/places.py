# SPDX-License-Identifier: Apache-2.0
"""Where things are: everything that is built or measured stays inside the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "Benchmarks" / "Peers"
KEPT = ROOT / "Benchmarks" / "results"  # in git
OUR_BUILD = ROOT / ".build-bench"  # not in git, nor the next three
OUR_BUILD_NO_TELEMETRY = ROOT / ".build-bench-notel"
PEER_BUILD = ROOT / ".build-peers"
SCRATCH = PEER_BUILD / "results"

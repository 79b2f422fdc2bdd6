# SPDX-License-Identifier: Apache-2.0
"""A program of the comparison: how it is built, started, and described."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from .places import OUR_BUILD, OUR_BUILD_NO_TELEMETRY, PEER_BUILD, PEERS, ROOT

SHARED = ("W1", "W2", "W3", "W4", "W9", "W10")  # what ours has in common with most peers


@dataclass
class Program:
    """One entry of `PEERS`."""

    name: str
    tools: tuple[str, ...]  # commands it is built and started with
    packages: str  # what brings them on Debian
    build: Callable[[], None]
    command: tuple[str, ...]
    version: Callable[[], str]
    benches: tuple[str, ...]
    once: tuple[str, ...] = field(default=())  # one repetition a round: they take a minute
    folder: Path = ROOT  # where it is started

    def missing(self) -> list[str]:
        """Its tools that are not installed."""
        return [tool for tool in self.tools if shutil.which(tool) is None]


class BuildFailed(Exception):
    """A compiler refused; its last words."""


def sh(*command: str, folder: Path = ROOT) -> str:
    """Runs a build step and returns what it printed."""
    done = subprocess.run(command, cwd=folder, text=True, capture_output=True)
    if done.returncode:
        words = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        errors = [line for line in words if "error" in line] or words[-3:]
        raise BuildFailed(" | ".join(errors[:3]))
    return done.stdout


def first_line(*command: str) -> str:
    return (sh(*command).splitlines() or [""])[0].strip()


def copied(name: str) -> Path:
    """A peer's sources in the build folder: package managers write beside what they build."""
    target = PEER_BUILD / name
    shutil.copytree(PEERS / name, target, dirs_exist_ok=True)
    return target


def macros(includes: str, *names: str) -> list[str]:
    """Version numbers that a C++ library states in its headers."""
    source = "".join(f"#include <{i}>\n" for i in includes.split()) + "\n".join(names)
    done = subprocess.run(
        ["g++", "-E", "-P", "-x", "c++", "-"], input=source, text=True, capture_output=True
    )
    return [line.strip('" ') for line in done.stdout.splitlines()[-len(names) :]]


# --- ours -----------------------------------------------------------------------------------------


def build_ours(scratch: Path = OUR_BUILD, *flags: str) -> None:
    """As the product is shipped, with Swift linked statically."""
    command = ("swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "bench")
    sh(*command, "--scratch-path", str(scratch), *flags)


def build_ours_without_telemetry() -> None:
    """Its rows say so themselves."""
    build_ours(OUR_BUILD_NO_TELEMETRY, "-Xswiftc", "-DTHREADMILL_NO_TELEMETRY")


# --- C and C++ ------------------------------------------------------------------------------------


def build_c() -> None:
    source, target = str(PEERS / "c" / "bench.c"), str(PEER_BUILD / "c.bench")
    sh("gcc", "-O2", "-pthread", source, "-o", target, "-lgmp")


def build_engine() -> None:
    source, target = str(PEERS / "c" / "engine.c"), str(PEER_BUILD / "engine.bench")
    sh("gcc", "-O2", "-pthread", source, "-o", target)


def build_cpp() -> None:
    source, target = str(PEERS / "cpp" / "bench.cpp"), str(PEER_BUILD / "cpp.bench")
    sh("g++", "-O2", "-std=c++20", "-pthread", source, "-o", target, "-ltbb")


def cpp_version() -> str:
    names = ("TBB_VERSION_MAJOR", "TBB_VERSION_MINOR", "BOOST_LIB_VERSION")
    major, minor, boost = macros("tbb/version.h boost/version.hpp", *names)
    return f"{first_line('g++', '--version')}; oneTBB {major}.{minor}, Boost {boost}"


# --- Rust -----------------------------------------------------------------------------------------


def build_rust() -> None:
    """With the crates that Debian ships as packages, and nothing from the network."""
    listed = sh("dpkg", "-L", "librust-rayon-dev").splitlines()
    registry = next((line for line in listed if line.endswith("cargo/registry")), None)
    if registry is None:
        raise BuildFailed("librust-rayon-dev holds no cargo registry")
    sh(
        *("cargo", "build", "--release", "--offline", "--quiet"),
        *("--config", 'source.crates-io.replace-with="debian"'),
        *("--config", f'source.debian.directory="{registry}"'),
        folder=copied("rust"),
    )


def rust_version() -> str:
    lock = (PEER_BUILD / "rust" / "Cargo.lock").read_text()
    found = dict(re.findall(r'name = "([^"]+)"\nversion = "([^"]+)"', lock))
    wanted = ("rayon", "crossbeam-channel", "tokio", "parking_lot")
    return f"{first_line('rustc', '--version')}; " + ", ".join(f"{c} {found[c]}" for c in wanted)


# --- Go, Java, Swift ------------------------------------------------------------------------------


def build_go() -> None:
    sh("go", "build", "-o", str(PEER_BUILD / "go.bench"), ".", folder=PEERS / "go")


def build_java() -> None:
    sh("javac", "-d", str(PEER_BUILD / "java"), str(PEERS / "java" / "Bench.java"))


def build_swift() -> None:
    """Fetches NIO and BigInt by their addresses."""
    sh("swift", "build", "-c", "release", folder=copied("swift"))


def swift_version() -> str:
    pins = (PEER_BUILD / "swift" / "Package.resolved").read_text()
    found = dict(re.findall(r'"identity" : "([^"]+)".*?"version" : "([^"]+)"', pins, re.DOTALL))
    wanted = ("swift-nio", "bigint")
    packages = ", ".join(f"{name} {found.get(name, '?')}" for name in wanted)
    return f"{first_line('swift', '--version')}; {packages}"


PROGRAMS = [
    Program(
        name="ours",
        tools=("swift",),
        packages="a Swift 6.3 toolchain from swift.org/install",
        build=build_ours,
        command=(str(OUR_BUILD / "release" / "bench"),),
        version=lambda: first_line("swift", "--version"),
        benches=SHARED + ("W6", "W7", "memory", "async", "telemetry"),
    ),
    Program(
        name="ours-notel",
        tools=("swift",),
        packages="a Swift 6.3 toolchain from swift.org/install",
        build=build_ours_without_telemetry,
        command=(str(OUR_BUILD_NO_TELEMETRY / "release" / "bench"),),
        version=lambda: first_line("swift", "--version") + "; telemetry compiled out",
        benches=("W1", "telemetry"),
    ),
    Program(
        name="c",
        tools=("gcc",),
        packages="gcc libgmp-dev",
        build=build_c,
        command=(str(PEER_BUILD / "c.bench"),),
        version=lambda: first_line("gcc", "--version"),
        benches=SHARED + ("W5", "W6", "W7", "W8"),
    ),
    Program(
        name="engine",
        tools=("gcc",),
        packages="gcc",
        build=build_engine,
        command=(str(PEER_BUILD / "engine.bench"),),
        version=lambda: first_line("gcc", "--version"),
        benches=("W1", "W2"),
    ),
    Program(
        name="cpp",
        tools=("g++",),
        packages="g++ libtbb-dev libboost-dev",
        build=build_cpp,
        command=(str(PEER_BUILD / "cpp.bench"),),
        version=cpp_version,
        benches=SHARED + ("W6", "W7"),
    ),
    Program(
        name="rust",
        tools=("cargo", "dpkg"),
        packages="cargo librust-rayon-dev librust-crossbeam-dev librust-tokio-dev"
        " librust-parking-lot-dev librust-num-bigint-dev",
        build=build_rust,
        command=(str(PEER_BUILD / "rust" / "target" / "release" / "bench"),),
        version=rust_version,
        benches=SHARED + ("W5", "W6", "W7"),
    ),
    Program(
        name="go",
        tools=("go",),
        packages="golang-go",
        build=build_go,
        command=(str(PEER_BUILD / "go.bench"),),
        version=lambda: first_line("go", "version"),
        benches=SHARED + ("W5", "W6", "W7"),
    ),
    Program(
        name="java",
        tools=("javac", "java"),
        packages="default-jdk-headless",
        build=build_java,
        command=("java", "-Xms2g", "-Xmx4g", "-cp", str(PEER_BUILD / "java"), "Bench"),
        version=lambda: first_line("javac", "-version"),
        benches=SHARED + ("W5", "W6", "W7"),
    ),
    Program(
        name="swift",
        tools=("swift",),
        packages="a Swift 6.3 toolchain; swift-nio and BigInt must be reachable",
        build=build_swift,
        command=(str(PEER_BUILD / "swift" / ".build" / "release" / "bench"),),
        version=swift_version,
        benches=SHARED + ("W5", "W6", "W7", "W8"),
        once=("W1", "W5"),
    ),
    Program(
        name="py",
        tools=("python3",),
        packages="python3",
        build=lambda: None,
        command=("python3", "-B", str(PEERS / "py" / "bench.py")),
        version=lambda: first_line("python3", "--version"),
        benches=SHARED + ("W5", "W6", "W7", "W8", "W8spawn"),
        once=("W1", "W5", "W8"),
        folder=PEER_BUILD,
    ),
]

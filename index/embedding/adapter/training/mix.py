"""Mixes adapters: `python -m index.embedding.adapter.training.mix ONE=0.5 OTHER=0.5 --out FILE`.

The mean of what several runs learned is often worth more than any of them, and costs no training (model soups, Wortsman
et al. 2022). Ranks add up, so the file is as large as the parts together, and computing takes no longer.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from index.embedding.adapter.lowrank import (
    Adapter,
    mixed,
    read_adapter,
    sha256_of,
    write_adapter,
)
from index.errors import WeightsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Mix and write; 0 where it went well."""
    given = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        parts = [(_read(path), weight) for path, weight in given.parts]
        recipes = {
            f"part {number}": f"{weight} of {adapter.about.get('recipe', path.name)}"
            for number, ((adapter, weight), (path, _)) in enumerate(zip(parts, given.parts, strict=True), start=1)
        }
        sha256 = write_adapter(given.out, mixed(parts, {"data": _data(parts), **recipes}))
    except WeightsError as error:
        console.print(str(error), style="red", highlight=False)
        return 1
    console.print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB, sha256 {sha256}", highlight=False)
    return 0


def _read(path: Path) -> Adapter:
    return read_adapter(path, sha256=sha256_of(path))


def _data(parts: Sequence[tuple[Adapter, float]]) -> str:
    """All that they were trained on."""
    return "; ".join(dict.fromkeys(adapter.about.get("data", "unknown") for adapter, _ in parts))


def _part(text: str) -> tuple[Path, float]:
    name, _, weight = text.rpartition("=")
    try:
        share = float(weight)
    except ValueError:
        share = math.nan
    if not name or not math.isfinite(share):
        raise argparse.ArgumentTypeError(f"{text}: give FILE=WEIGHT, as mine.safetensors=0.5")
    return Path(name), share


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.embedding.adapter.training.mix", description=__doc__)
    parser.add_argument("parts", nargs="+", type=_part, metavar="FILE=WEIGHT")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the adapter to write, .safetensors")
    return parser


if __name__ == "__main__":
    sys.exit(main())

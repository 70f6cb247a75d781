"""``python -m tests.trials.hostile``: hostile input through every way in, and what each made of it."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .running import Outcome, Target, batches, run_watched, together
from .targets import TARGETS

_HEAD = f"{'target':<10} {'inputs':>9} {'right':>9} {'told':>9} {'broken':>6} {'slowest':>8} {'memory':>8}"


def arguments() -> argparse.Namespace:
    """How many inputs, which, and where the report goes."""
    parser = argparse.ArgumentParser(prog="python -m tests.trials.hostile", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="inputs over all targets (default 100,000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other inputs")
    parser.add_argument("--only", action="append", choices=[each.name for each in TARGETS], help="just this target")
    parser.add_argument(
        "--first", type=int, default=0, metavar="NUMBER", help="begin with this one: to see a failure again"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes at a time (default 2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there too")
    parser.add_argument(
        "--failures", type=Path, default=Path("hostile-failures"), metavar="DIR", help="where failing inputs go"
    )
    return parser.parse_args()


def measured(given: argparse.Namespace) -> Iterator[tuple[Target, Outcome]]:
    """Each target with what its inputs came to."""
    chosen = [each for each in TARGETS if not given.only or each.name in given.only]
    shares = sum(each.share for each in chosen)
    for target in chosen:
        many = -(-given.inputs * target.share // shares)
        size = max(1, min(20_000, -(-many // given.workers)))
        with ThreadPoolExecutor(given.workers) as pool:  # each thread waits for a process
            runs = pool.map(lambda part, of=target: run_watched(of, given.seed, part), batches(many, size, given.first))
            yield target, together(list(runs))


def keep(folder: Path, target: Target, outcome: Outcome) -> None:
    """Write failing inputs to files, and say how to see them again."""
    for failure in outcome.failures[:20]:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{target.name}-{failure.number}"
        path.write_bytes(failure.data)
        path.with_suffix(".txt").write_text(failure.what, "utf-8", "replace")
        last = failure.what.strip().splitlines()[-1][:200]
        sys.stdout.write(f"  {path}: {last!a} (--only {target.name} --first {failure.number} --inputs 1)\n")


def main() -> None:
    """Run, tell and write the report; the exit code is 1 if anything broke."""
    given = arguments()
    rows, broken = [], 0
    sys.stdout.write(_HEAD + "\n")
    for target, found in measured(given):
        broken += len(found.failures)
        counts = f"{found.inputs:>9,} {found.right:>9,} {found.told:>9,} {len(found.failures):>6,}"
        sys.stdout.write(f"{target.name:<10} {counts} {found.slowest:>6.2f} s {found.memory:>5.0f} MB\n")
        keep(given.failures, target, found)
        sys.stdout.flush()
        failures = [[failure.number, failure.what.strip().splitlines()[-1][:300]] for failure in found.failures]
        rows.append({"target": target.name, **found._asdict(), "failures": failures})
    total = sum(row["inputs"] for row in rows)
    sys.stdout.write(f"{total:,} inputs, {broken} broke something; seed {given.seed}.\n")
    if given.json:
        report = {"seed": given.seed, "python": platform.python_version(), "inputs": total, "targets": rows}
        given.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()

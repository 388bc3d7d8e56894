"""`python -m tests.mutation`: puts small faults into the knowledge, one at a time; exit 1 if too many go unnoticed."""

from __future__ import annotations

import argparse
import sys
from multiprocessing import Pool
from time import monotonic

from tests.mutation.library import Library
from tests.mutation.mutant import Mutant
from tests.mutation.score import reasons, score, survivors, table
from tests.mutation.trial import Trial, Verdict
from tests.named_cases import OWN, SHARED, named_cases

LEAST = 95.0
_trial: list[Trial] = []


def main() -> int:
    """Prints the survivors and the score; a time limit stops with what was tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--layer", help="national or a municipality; all of them where it is not given")
    parser.add_argument("--file", default="", help="only files whose name holds this, such as sel-110")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=540, help="stop, with exit code 1, after so long")
    options = parser.parse_args()
    mutants = [
        mutant for mutant in Library().mutants()
        if options.layer in (None, mutant.layer) and options.file in mutant.file
    ]  # fmt: skip
    verdicts = _tried(mutants, options.workers, monotonic() + options.seconds)
    print("\n".join([*survivors(verdicts), *reasons(verdicts), "", table(verdicts)]))
    if len(verdicts) < len(mutants):
        print(f"Stopped after {options.seconds} s: {len(mutants) - len(verdicts)} mutants were not tried.")
    return 0 if len(verdicts) == len(mutants) and score(verdicts).percent >= LEAST else 1


def _tried(mutants: list[Mutant], workers: int, until: float) -> list[Verdict]:
    """The verdicts in the mutants' order."""
    verdicts: list[Verdict] = []
    with Pool(workers, _prepare) as pool:
        for verdict in pool.imap(_verdict, mutants, chunksize=20):
            verdicts.append(verdict)
            if monotonic() > until:
                break
    return verdicts


def _prepare() -> None:
    trial = Trial(Library(), named_cases(OWN, SHARED))
    _trial[:] = [trial]


def _verdict(mutant: Mutant) -> Verdict:
    return _trial[0].verdict(mutant)


if __name__ == "__main__":
    sys.exit(main())

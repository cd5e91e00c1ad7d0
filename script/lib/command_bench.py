"""``script/bench``: the benchmarks, each side by side with stock Odoo."""

import sys

from lib import processes
from lib.console import progress, say
from lib.environment import prepared
from lib.locks import exclusive
from lib.options import BenchOptions
from lib.paths import ROOT, state


def main(options: BenchOptions) -> int:
    """Run the command."""
    status = 0
    with exclusive(state("bench") / "run.lock", "benchmarks"), prepared("bench") as env:
        for name in options.names:
            progress(f"Benchmark {name} …")
            script = ROOT / "benchmarks" / f"bench_{name}.py"
            words = [sys.executable, script, *options.rest]
            status |= processes.run(words, env=env.variables, cwd=ROOT, on_line=say)
    return status

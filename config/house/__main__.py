"""The house's door: ``python -m config.house up | serve | run | join | lint | test``."""

import argparse
import os
import sys
from pathlib import Path

from config.house import checks
from config.house.console import Console
from config.house.crew import ChildDied
from config.house.errors import Interrupted, SetupError
from config.house.interruption import Interruption
from config.house.lease import announced_environment
from config.house.programs import PROJECT
from config.house.rig import rig
from config.house.shop import Shop, lease_path

_INTERRUPTED = 130  # what a shell reports after Ctrl-C


def main() -> int:
    words, command = _split(sys.argv[1:])
    arguments = _parser().parse_args(words)
    console, interruption = Console(), Interruption()
    interruption.listen()
    try:
        return _obey(arguments, command, console, interruption)
    except SetupError as problem:
        console.complain(str(problem))
    except ChildDied as death:
        console.complain(str(death))
        for line in death.last_words:
            console.line(death.child.program.name, line)
    except Interrupted:
        return _INTERRUPTED
    return 1


def _obey(
    arguments: argparse.Namespace,
    command: list[str],
    console: Console,
    interruption: Interruption,
) -> int:
    var: Path = arguments.var.absolute()
    match arguments.verb:
        case "up" | "serve" as verb:
            shop = Shop(var=var, console=console, interruption=interruption)
            try:
                shop.up() if verb == "up" else shop.serve()
            except Interrupted:
                console.say("Stopped; the data stay.")
            return 0
        case "run":
            argv = _required(command)
            with rig(var, console, interruption, durable=arguments.durable) as servers:
                interruption.leave_ctrl_c_to_the_command()
                return servers.run(argv)
        case "join":
            environment = os.environ | announced_environment(lease_path(var))
            argv = _required(command)
            os.execvpe(argv[0], argv, environment)
        case "lint":
            return checks.lint(console, interruption, only=arguments.names)
    return checks.test(var, console, interruption)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Our own words, and the command behind ``--``."""
    if "--" not in words:
        return words, []
    cut = words.index("--")
    return words[:cut], words[cut + 1 :]


def _required(command: list[str]) -> list[str]:
    if not command:
        raise SetupError("Give the command behind `--`: python -m config.house run -- COMMAND.")
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.house", description=__doc__)
    parser.add_argument("--var", type=Path, default=PROJECT / "var", help="where all data is kept")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("up", help="the demo shop: servers, migrations, web, worker, beat, sandbox")
    verbs.add_parser("serve", help="the shop's servers alone, to run the rest by hand")
    run = verbs.add_parser("run", help="a command with throw-away servers of its own")
    run.add_argument("--durable", action="store_true", help="write to disk as production does")
    verbs.add_parser("join", help="a command in the environment of the shop that is up")
    lint = verbs.add_parser("lint", help="the static checks, or those named")
    lint.add_argument("names", nargs="*", metavar="NAME")
    verbs.add_parser("test", help="everything that CI runs")
    return parser


if __name__ == "__main__":
    sys.exit(main())

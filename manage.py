#!/usr/bin/env python3
"""The one entry point. `demo` and `test` first make `.venv` from the hash-locked list, then run inside it.

Set NO_BOOTSTRAP=1 where the environment is made by other means (a container image).
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is read by whichever python3 the machine has
    sys.exit(
        "Ready Room needs Python 3.11 or newer; this is {}.{}.\n"
        "Debian 12 and Ubuntu 24.04 have it as python3. Elsewhere: install python3.11 or newer and run\n"
        "  python3.11 manage.py {}".format(*sys.version_info[:2], " ".join(sys.argv[1:]) or "demo")
    )

# The stamp and .venv are beside this file, so the bootstrap is found from any folder.
from bootstrap.environment import enter, enter_if_made
from bootstrap.suite import run_suite


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in {"demo", "test"}:
        enter(for_tests=command == "test", may_use_sudo="--yes" in sys.argv)
    else:
        enter_if_made()
    if command == "test":
        sys.exit(run_suite([argument for argument in sys.argv[2:] if argument != "--yes"]))
    if command == "demo":
        choose_data_folder(sys.argv[2:])
    on_one_machine = command in {"demo", "up"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{'demo' if on_one_machine else 'dev'}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def choose_data_folder(arguments: list[str]) -> None:
    """`--data DIR` is needed before the settings are read."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--data="):
            os.environ["DATA_DIR"] = os.path.abspath(os.path.expanduser(argument.split("=", 1)[1]))
        elif argument == "--data" and position + 1 < len(arguments):
            os.environ["DATA_DIR"] = os.path.abspath(os.path.expanduser(arguments[position + 1]))


if __name__ == "__main__":
    main()

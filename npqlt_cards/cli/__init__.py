"""The command ``npqlt``: one file for each verb, loaded only when it is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO
from keyword import iskeyword

import click

from npqlt_cards import __version__
from npqlt_cards.cli.streams import prepare
from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.wording import cut

_LONGEST = 1_000  # letters of what click says of a command: it quotes what was typed

# The verbs in the order of a first week, with the line that `npqlt --help` shows: so that help loads none of them.
VERBS = {
    "review": "Answer today's cards.",
    "undo": "Take back what was last done today.",
    "areas": "List the areas, with what is due and new.",
    "find": "Find statements and cards by their words.",
    "statements": "List the framework's statements.",
    "cards": "List the cards, fronts and backs.",
    "stats": "Show how much is learnt and kept, and what is to come.",
    "flags": "List the flagged cards, to send to their author.",
    "suspend": "Put cards away until you want them back.",
    "unsuspend": "Bring suspended cards back.",
    "export": "Write decks for Anki (.apkg), or the review log.",
    "import": "Take in reviews from Anki, or from another npqlt.",
    "handout": "Make one folder or zip for an event: Anki, browser, paper.",
    "deck": "Add decks of your own beside the built-in ones.",
    "config": "List, read and change the settings.",
    "backup": "Make a backup of your answers now, or list those there are.",
    "restore": "Put a backup back.",
    "doctor": "Look through everything of yours; say what is wrong.",
    "check": "Check deck files; say by file and line what is wrong.",
    "ledger": "Keep the record of published cards.",
    "compare": "Say what changed between two releases, by card.",
    "framework": "Read a published framework page; draft decks from it.",
}


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name  # Python keeps `import` for itself
        module = import_module(f"npqlt_cards.cli.{name}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - a promise among our own modules
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="npqlt")
@click.option("--json", "as_json", is_flag=True, help="Today as one JSON document.")
@click.pass_context
def npqlt(ctx: click.Context, as_json: bool) -> None:
    """The NPQ for Leading Teaching as cards that you remember.

    Without a command: today at a glance, and what to type next.
    """
    if ctx.invoked_subcommand is None:
        from npqlt_cards.cli.today import show_today

        show_today(as_json)
    elif as_json:
        raise click.UsageError(f"--json goes after the command: npqlt {ctx.invoked_subcommand} --json")


def main() -> None:
    """Run ``npqlt`` and end the process; the one place where errors become messages and exit codes."""
    prepare()
    try:
        code = npqlt.main(prog_name="npqlt", standalone_mode=False) or 0
    except click.ClickException as error:
        told = StringIO()
        error.show(told)
        code = _say(cut(told.getvalue().rstrip("\n"), _LONGEST), error.exit_code)
    except ProblemsError as error:
        code = _say(str(error), error.exit_code)
    except NpqltError as error:
        code = _say(f"npqlt: {error}", error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        code = 130
    except BrokenPipeError:  # the reader of a pipe left: nothing more to say, not even at exit
        _close_output()
        code = 1
    except OSError as error:  # one that names no file is of the output
        if error.filename:
            named = cut(str(error.filename), _LONGEST)
            code = _say(f"npqlt: {named}: cannot be used ({error.strerror}): name another", 1)
        else:
            _close_output()
            code = _say(f"npqlt: the output cannot be written ({error.strerror}): see where it goes", 1)
    sys.exit(code)


def _close_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code

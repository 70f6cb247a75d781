"""``npqlt config``: the settings, listed and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.common import chosen, here, json_option, library, preferences, print_json
from npqlt_cards.errors import UsageError

if TYPE_CHECKING:
    from npqlt_cards.settings import Preferences
    from npqlt_cards.settings.table import Setting

_COLUMNS = (19, 13, 7, 35)  # name, value, default, meaning: 80 with two blanks between them


@click.group("config", invoke_without_command=True)
@json_option
@click.option("--markdown", is_flag=True, help="What there is to set, as a Markdown table.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, markdown: bool) -> None:
    """List the settings: name, value, default and meaning. The commands below read and change one.

    They stand in a YAML file, which you may edit instead: `npqlt config path` says where it is.
    """
    if ctx.invoked_subcommand is not None:
        if as_json or markdown:
            raise UsageError(f"options go after the command: npqlt config {ctx.invoked_subcommand} …")
        return
    from npqlt_cards.settings.table import SETTINGS, settings_markdown

    if markdown:
        click.echo(settings_markdown())
    elif as_json:
        values = preferences()
        print_json([_row(each, values) for each in SETTINGS])
    else:
        _show(SETTINGS, preferences())


@command.command("get")
@click.argument("name")
@json_option
def get(name: str, as_json: bool) -> None:
    """Print the value of the setting NAME, and nothing else."""
    from npqlt_cards.settings.table import setting

    each = setting(name)
    value = getattr(preferences(), name)
    if as_json:
        print_json(each.kind.plain(value))
    else:
        click.echo(each.kind.write(value))


@command.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("value", nargs=-1)
@click.option("--default", "default", is_flag=True, help="Back to the default, like `npqlt config unset NAME`.")
def set_(name: str, value: tuple[str, ...], default: bool) -> None:
    """Set NAME to VALUE in the settings file, leaving all its other lines alone.

    Several values go in one pair of quotation marks, or one after another: npqlt config set learning_steps 1m 10m
    """
    from npqlt_cards.settings.edit import write_setting
    from npqlt_cards.settings.table import setting

    each = setting(name)
    if default == bool(value):
        raise UsageError(f"give {name} a value, or --default: {each.allowed}")
    if default:
        _unset(each)
        return
    old, new = getattr(preferences(), name), _read(each, value)
    if name == "areas":
        chosen(new, library())  # raises for one there is not
    write_setting(here().settings, each, new)
    click.echo(f"{name} is now {each.kind.write(new)}; it was {each.kind.write(old)}.")


@command.command("unset")
@click.argument("name")
def unset(name: str) -> None:
    """Take NAME out of the settings file, so that its default counts."""
    from npqlt_cards.settings.table import setting

    _unset(setting(name))


@command.command("path")
def path() -> None:
    """Print where the settings file is, or would be."""
    click.echo(here().settings)


def _unset(each: Setting) -> None:
    from npqlt_cards.settings.edit import remove_setting

    remove_setting(here().settings, each)
    click.echo(f"{each.name} is at its default, {each.kind.write(each.default)}.")


def _read(each: Setting, words: Sequence[str]) -> Any:
    """The value that was typed. Raises UsageError for one that is not allowed."""
    typed = ", ".join(words)
    try:
        return each.kind.read(typed)
    except ValueError as error:
        raise UsageError(": ".join(each.refusal(typed, error))) from error


def _row(each: Setting, values: Preferences) -> dict[str, Any]:
    """A setting as ``npqlt config --json`` promises it."""
    return {
        "name": each.name,
        "value": each.kind.plain(getattr(values, each.name)),
        "default": each.kind.plain(each.default),
        "meaning": each.meaning,
        "allowed": each.allowed,
    }


def _show(settings: Sequence[Setting], values: Preferences) -> None:
    _show_row("", "value", "default", "what it means")
    for each in settings:
        value = each.kind.write(getattr(values, each.name))
        _show_row(each.name, value, each.kind.write(each.default), each.meaning)
    at = here().settings
    click.echo()
    click.echo(f"File: {at}" if at.exists() else f"File: {at} (not there yet: every default counts)")
    click.echo("Type: npqlt config set NAME VALUE")


def _show_row(*cells: str) -> None:
    """Print the cells side by side, each broken into lines that fit its column."""
    from itertools import zip_longest
    from textwrap import wrap

    for parts in zip_longest(*(wrap(cell, width) or [""] for cell, width in zip(cells, _COLUMNS, strict=True))):
        columns = (f"{part or '':<{width}}" for part, width in zip(parts, _COLUMNS, strict=True))
        click.echo("  ".join(columns).rstrip())

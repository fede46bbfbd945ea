"""Words of the command line to one object: a command is built when it is called, and all mistakes are said at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from generator.model.problems import Problem

Options = SimpleNamespace
"""What a command is asked for: an attribute for each option, and ``run``, the function that does it."""
SETTINGS: Final = {"allow_extra_args": True, "max_content_width": 110}
WRONG: Final = "leaflets.wrong"
"""Where a context keeps the mistakes found so far."""


class _Careful(click.Parameter):
    """A parameter whose wrong value does not hide the mistakes after it."""

    def __init__(self, names: Sequence[str], help: str | None = None, **given: Any) -> None:
        """Take its names, what it does, and all else that click takes: click needs ``inspect`` for its help."""
        super().__init__(names, **given)
        self.help = help

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Return the value and what is left of the words; a mistake is kept for the end."""
        try:
            self._refuse_options(ctx, opts.get(self.name))
            return super().handle_parse_result(ctx, opts, args)
        except click.UsageError as error:
            if not ctx.resilient_parsing:
                ctx.meta.setdefault(WRONG, []).append(error)
            return None, args

    def _refuse_options(self, ctx: click.Context, given: Any) -> None:
        """Refuse an option where a value belongs: in ``--language --draft`` it is the value that is missing."""
        for words in given if isinstance(given, list | tuple) else [given]:
            if isinstance(words, str) and words.startswith("--") and words in known_options(ctx):
                raise click.BadOptionUsage(self.opts[0], f"a value is needed before '{words}'", ctx)


class Option(_Careful, click.Option):
    """An option of a command."""


def _help() -> Option:
    """Return the option that shows the help, last among those of a command; click's brings in ``locale``."""

    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return Option(
        ["-h", "--help"], "Show this message and exit.", is_flag=True, is_eager=True, expose_value=False, callback=show
    )


class Argument(_Careful, click.Argument):
    """A word of a command that is no option."""


class Command(click.Command):
    """A command, and what it hands on: ``target`` is ``module:function``, imported when the command runs."""

    def __init__(self, about: str, target: str, examples: Sequence[str], params: Iterable[click.Parameter]) -> None:
        """Take what it does in a few words, its examples and its parameters."""

        def hand_on(**given: Any) -> Options:
            return Options(run=_late(target), **given)

        super().__init__(
            None, SETTINGS, hand_on, [*params, _help()], sentence(about), "\n".join(examples), no_args_is_help=False,
            add_help_option=False,
        )  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set the values in ``ctx``; raises the first mistake, with all of them in ``ctx.meta``.

        Why more than once: click stops at the first option that it does not know. It is taken out, and the rest read.
        """
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        given, unknown = list(args), list[click.UsageError]()
        while True:
            left = list(given)
            try:
                rest = super().parse_args(ctx, left)
                break
            except (click.NoSuchOption, click.BadOptionUsage) as error:
                at = len(given) - len(left) - 1
                name, is_given, _ = given.pop(at).partition("=")
                if isinstance(error, click.BadOptionUsage):
                    words = "takes no value" if is_given else "needs a value"
                    unknown.append(click.BadOptionUsage(name, words, ctx))
                else:
                    unknown.append(click.NoSuchOption(name, ctx=ctx))
        wrong: list[click.UsageError] = ctx.meta.pop(WRONG, [])
        if unknown:  # the value of an unknown option is no word of the command
            wrong = [one for one in wrong if isinstance(getattr(one, "param", None), click.Option)]
        elif rest:
            wrong.append(click.UsageError(f"'{' '.join(rest)[:80]}' is too much here", ctx))
        if unknown or wrong:
            ctx.meta[WRONG] = [*unknown, *wrong]
            raise ctx.meta[WRONG][0]
        return rest

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on its line."""
        write_examples(self.epilog or "", formatter)


class Commands(click.Group):
    """Commands by name, each with what it does and how it is built: listing them builds none."""

    def __init__(
        self,
        about: str,
        examples: Sequence[str],
        table: Mapping[str, tuple[str, Callable[[str], click.Command]]],
        params: Iterable[click.Parameter] = (),
    ) -> None:
        """Take what it does in a few words, its examples and its commands."""
        super().__init__(
            params=[*params, _help()], help=sentence(about), epilog="\n".join(examples), context_settings=SETTINGS,
            no_args_is_help=False, subcommand_metavar="COMMAND …", add_help_option=False,
        )  # fmt: skip
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build a command."""
        if cmd_name not in self.table:
            return None
        about, build = self.table[cmd_name]
        command = build(about)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (about, _) in self.table.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, each on its line."""
        write_examples(self.epilog or "", formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands and options that begin so. Why cut at a comma: the script for fish would do it anyway."""
        found = [CompletionItem(name, help=about.partition(",")[0]) for name, (about, _) in self.table.items()]
        found = [item for item in found if item.value.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)


def sentence(about: str) -> str:
    """Return a few words as a sentence."""
    return f"{about[0].upper()}{about[1:]}."


def write_examples(lines: str, formatter: click.HelpFormatter) -> None:
    """Write examples as they stand: click would fill their lines up."""
    formatter.write("\n".join(["", "examples:", *(f"  {line}" for line in lines.splitlines()), ""]))


def known_options(ctx: click.Context) -> list[str]:
    """Return the options of a command, as it reads them itself."""
    return [name for param in ctx.command.get_params(ctx) if isinstance(param, click.Option) for name in param.opts]


def problems_of(error: click.UsageError) -> list[Problem]:
    """Return what is wrong with the words, all of it, each with a hint."""
    return [_problem(one) for one in (error.ctx.meta.get(WRONG) if error.ctx else None) or [error]]


def _problem(error: click.UsageError) -> Problem:
    from generator.model.problems import Origin, Problem, suggest

    ctx = error.ctx
    assert ctx is not None
    message, hint = error.message, f"{ctx.command_path} --help shows what it takes, with examples"
    match error:
        case click.NoSuchCommand():
            message = f"there is no '{error.command_name[:80]}' here"
            hint = suggest(error.command_name, ctx.command.list_commands(ctx))  # type: ignore[attr-defined]
        case click.NoSuchOption():
            message, hint = f"there is no option '{error.option_name[:80]}'", _near_option(error.option_name, ctx)
        case click.BadOptionUsage():
            message = f"{error.option_name}: {message}"
        case click.MissingParameter() if error.param is not None:
            message = f"{error.param.make_metavar(ctx).strip('[].')} is missing"
            hint = getattr(error.param.type, "hint", "") or hint
        case click.BadParameter() if error.param is not None:
            message, _, own = message.partition("\n")
            place = error.param.opts[0] if isinstance(error.param, click.Option) else ""
            message = f"{place}: {message}" if place else message
            hint = own
        case _ if isinstance(ctx.command, click.Group):
            message, hint = "a command is missing", suggest("", ctx.command.list_commands(ctx))
    return Problem(Origin(ctx.command_path), message, hint)


def _near_option(name: str, ctx: click.Context) -> str:
    from generator.model.problems import suggest

    if isinstance(ctx.command, Commands):
        commands = filter(None, (ctx.command.get_command(ctx, of) for of in ctx.command.table))
        if any(name in param.opts for command in commands for param in command.params):
            return f"options stand behind the command: {ctx.command_path} COMMAND {name}"
    known = [option for option in known_options(ctx) if option.startswith("--")]
    near = suggest(name.lstrip("-"), [option[2:] for option in known])  # the dashes, which all have, say nothing
    return near.replace("'", "'--", 1) if near.startswith("did you mean") else f"known: {', '.join(sorted(known))}"


def _late(target: str) -> Callable[[Options], int]:
    def run(options: Options) -> int:
        module, _, function = target.partition(":")
        return int(getattr(import_module(module), function)(options))

    return run

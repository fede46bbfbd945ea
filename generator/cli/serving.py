"""``leaflets serve``: the desk and the interface for programs, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from msgspec.structs import replace

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.speech import complain_all, say, tell
from generator.model.problems import ExitCode, Origin, Problem, Unusable, not_installed, refuse_if_any
from generator.run.watching import watched_folders

NEEDED = ("starlette", "uvicorn", "httptools")


def serve(options: Options) -> int:
    """Serve until asked to end."""
    if options.new_token:
        return _new_token()
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking:
        raise not_installed(f"the desk needs the package {lacking[0]}, which is not installed here", "serve")
    from generator.service.app import make_app
    from generator.service.printing import need_program
    from generator.service.receipts import need_room
    from generator.service.server import listen, run
    from generator.service.settings import Settings, read_settings, unknown_clinics

    settings = Settings(library=options.library)
    if options.config:
        settings = read_settings(options.config, settings)
    given = {name: getattr(options, name) for name in ("host", "port", "clinic", "ledger")}
    settings = replace(settings, **{name: value for name, value in given.items() if value})
    settings = replace(settings, edit=options.edit)
    library = open_library(settings.library)
    need_room(settings.receipts, settings.ledger)
    if settings.printers:
        need_program()
    if options.edit:
        watched_folders(library)
        _be_near(options, settings.host)
    refuse_if_any(unknown_clinics(settings, library.clinics()))
    listening = listen(settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{shown}:{listening.getsockname()[1]}{settings.prefix}/"

    def opened(problems: Sequence[Problem]) -> None:
        say(address, now=True)
        complain_all(problems)
        if problems:
            tell("the desk opens at this address when that is mended; Ctrl-C closes it")
        else:
            tell("the desk is open at this address; Ctrl-C closes it")
        if settings.edit:
            tell(f"for those who edit: {address}edit")

    run(make_app(settings), settings, listening, opened)
    tell("the desk is closed")
    return int(ExitCode.MADE)


def _be_near(options: Options, host: str) -> None:
    """Refuse to open the editors' view to others because a file says so: it shows drafts and the places of files.

    Raises:
        Unusable: when the address is not this machine's own and the command line did not name it.
    """
    from ipaddress import ip_address

    try:
        near = ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    if not near and not options.host:
        message = f"the editors' view is not opened at {host} because a file of settings says so"
        hint = f"say it here too: --host {host}; or work at this machine: --host 127.0.0.1"
        raise Unusable(Problem(Origin(str(options.config)), message, hint))


def _new_token() -> int:
    """Say a new token and its hash: 256 bits from the system."""
    import hashlib
    import secrets

    words = secrets.token_urlsafe(32)
    say(words)
    say(f"sha256: {hashlib.sha256(words.encode()).hexdigest()}")
    tell("give the first line to the program that will ask; write the second into the file of settings")
    return int(ExitCode.MADE)

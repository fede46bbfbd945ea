"""``leaflets serve``: the desk and the interface for programs, until Ctrl-C."""

from __future__ import annotations

from importlib.util import find_spec

from msgspec.structs import replace

from generator.cli.opening import open_library
from generator.cli.options import Options
from generator.cli.speech import say, tell
from generator.model.problems import NOWHERE, ExitCode, Missing, Problem, refuse_if_any

NEEDED = ("starlette", "uvicorn", "httptools")


def serve(options: Options) -> int:
    """Serve until asked to end."""
    if options.new_token:
        return _new_token()
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking:
        hint = "install it with: pip install 'breastfeeding-leaflets[serve]'"
        message = f"the desk needs the package {lacking[0]}, which is not installed here"
        raise Missing(Problem(NOWHERE, message, hint))
    from generator.service.app import make_app
    from generator.service.server import listen, run
    from generator.service.settings import Settings, read_settings, unknown_clinics

    settings = Settings(library=options.library)
    if options.config:
        settings = read_settings(options.config, settings)
    given = {name: getattr(options, name) for name in ("host", "port", "clinic", "ledger")}
    settings = replace(settings, **{name: value for name, value in given.items() if value})
    library = open_library(settings.library)
    refuse_if_any(unknown_clinics(settings, library.clinics()))
    listening = listen(settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{shown}:{listening.getsockname()[1]}{settings.prefix}/"

    def opened() -> None:
        say(address)
        tell("the desk is open at this address; Ctrl-C closes it")

    run(make_app(settings), settings, listening, opened)
    return int(ExitCode.MADE)


def _new_token() -> int:
    """Say a new token and its hash: 256 bits from the system."""
    import hashlib
    import secrets

    words = secrets.token_urlsafe(32)
    say(words)
    say(f"sha256: {hashlib.sha256(words.encode()).hexdigest()}")
    tell("give the first line to the program that will ask; write the second into the file of settings")
    return int(ExitCode.MADE)

"""The real program, run as a shell runs it: a process of its own for every command.

A process that has imported the program once waits for commands and forks for each, which saves most of their time;
where a system cannot fork, each is started anew. What start-up itself does is tested in test_imports.py, and the end of
a whole interpreter wherever the program runs in a terminal.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

import npqlt_cards

PATIENCE_S = 60


class Ended(subprocess.CompletedProcess[str]):
    """A command's exit code and both streams; and the most memory that it took, in kB, where that is known."""

    peak_kb: int | None = None


def npqlt(
    *arguments: str | Path,
    given: str = "",
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Ended:
    """What became of ``npqlt`` with some arguments, and of what it was given on stdin.

    Raises subprocess.TimeoutExpired, or TimeoutError, where it takes longer than a minute.
    """
    words = [str(each) for each in arguments]
    around = {**os.environ, **(environ or {})}
    if hasattr(os, "fork"):
        return _forked(words, given, cwd or Path.cwd(), around)
    command = [sys.executable, "-m", "npqlt_cards", *words]
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=around,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ended(words, done.returncode, done.stdout, done.stderr)


def _forked(words: list[str], given: str, cwd: Path, environ: Mapping[str, str]) -> Ended:
    starting = tuple((name, value) for name, value in environ.items() if name.startswith(("PYTHON", "LC_", "LANG")))
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(given.encode())
        stdin.seek(0)
        server = _server(starting)
        request = json.dumps([words, str(cwd), environ]).encode()
        server.sendall(len(request).to_bytes(4, "big"))
        socket.send_fds(server, [b"-"], [each.fileno() for each in (stdin, stdout, stderr)])
        server.sendall(request)
        try:
            code, peak = map(int, server.recv(64).split())
        except TimeoutError:  # its answer would be taken for the next command's
            _server.cache_clear()
            raise
        done = Ended(words, code, _text(stdout), _text(stderr))
        done.peak_kb = peak // 1024 if sys.platform == "darwin" else peak  # macOS counts bytes
        return done


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


@cache
def _server(starting: tuple[tuple[str, str], ...]) -> socket.socket:
    """The process that waits, one for each setting of what Python reads only when it starts."""
    ours, its = socket.socketpair()
    process = subprocess.Popen([sys.executable, __file__, str(its.fileno())], pass_fds=[its.fileno()])
    its.close()
    ours.settimeout(PATIENCE_S)

    def end() -> None:
        ours.close()
        process.kill()  # rather than wait for one that hangs
        process.wait()

    atexit.register(end)
    return ours


def _serve(requests: socket.socket) -> None:
    import npqlt_cards.cli as program

    for module in pkgutil.walk_packages(npqlt_cards.__path__, "npqlt_cards."):
        import_module(module.name)
    gc.freeze()  # so that no process looks through what it has from here
    while size := requests.recv(4, socket.MSG_WAITALL):
        _, streams, _, _ = socket.recv_fds(requests, 1, 3)
        request = requests.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        if not (child := os.fork()):
            requests.close()
            _become(*json.loads(request), streams)
            try:
                program.main()
            except SystemExit as ended:
                _end(ended.code)
        for each in streams:
            os.close(each)
        _, status, usage = os.wait4(child, 0)
        requests.sendall(b"%d %d" % (os.waitstatus_to_exitcode(status), usage.ru_maxrss))


def _become(words: list[str], cwd: str, environ: dict[str, str], streams: list[int]) -> None:
    """What a process is when the program starts in it."""
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.argv = ["npqlt", *words]


def _end(code: object) -> None:
    """All that Python does at an end, but for taking apart what was imported: that takes longer than most commands."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        _serve(asked)

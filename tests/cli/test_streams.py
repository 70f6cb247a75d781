"""The careful streams: what a library asks of them, and what goes out."""

from __future__ import annotations

import io

import click
import pytest

from npqlt_cards.cli.streams import Careful, own


@pytest.fixture
def stream() -> io.TextIOWrapper:
    """A stream of text over bytes that can be looked at."""
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True)


def written(stream: io.TextIOWrapper) -> str:
    """What went out."""
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def test_spelt_out(stream: io.TextIOWrapper) -> None:
    """By whichever method text goes out, it is spelt out; by way of the stream below, it is not."""
    careful = Careful(stream)
    careful.write("a\x1b")
    careful.writelines(["b\x9b", "c\n"])
    click.echo("d\x1b]", file=careful)
    click.echo(b"e\x1b", file=careful)
    print("f\r", file=careful)  # type: ignore[call-overload]
    own(careful).write("\x1b[1m")
    assert written(stream) == "a\\u001bb\\u009bc\nd\\u001b]\ne\\u001b\nf\\u000d\n\x1b[1m"


def test_a_text_stream(stream: io.TextIOWrapper) -> None:
    """A library that asks sees a stream of text without a way past it, and all else as it is below."""
    careful = Careful(stream)
    assert not hasattr(careful, "buffer")
    assert (careful.encoding, careful.isatty(), careful.writable()) == ("utf-8", False, True)
    with pytest.raises(TypeError):
        careful.write(b"")
    assert own(stream) is stream

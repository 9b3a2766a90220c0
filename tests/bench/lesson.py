"""Opening one step of a lesson, against Textual's Markdown widget with the same text."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Markdown

from edgewise.course import Progress
from edgewise.course.lesson import parse_lesson
from edgewise.screens.learn.reader import Reader
from edgewise.store import Folders, content
from tests.bench.measure import Comparison, interleave

_QUIET = 0.25
"""Seconds without a paint after which there is nothing left to paint."""

_HEAD = """\
+++
id = "bench"
title = "A step to measure"
minutes = 1
goal = "After this you can say how long it took"
+++
## A queue between two Workers {#bench}
"""
STEP = """\
A Worker that answers a request has little time. Work that takes **minutes** must go on after the
answer, and something must remember it in between. A *queue* does that: one side sends messages, the
other side receives them in batches, and `ack()` says that a message is done.

1. The producer calls `env.JOBS.send(job)` and answers with status 202.
2. The queue keeps the message until a consumer has it.
3. The consumer works through a batch, at its own pace.

### The producer

```js
export default {
  async fetch(request, env) {
    const job = { id: crypto.randomUUID(), url: request.url };
    await env.JOBS.send(job);
    return Response.json({ id: job.id }, { status: 202 });
  },
};
```

Four things can happen to a message:

- it is acknowledged, and gone;
- it is sent back with `retry()`, and comes again later;
- the consumer throws, and the **whole batch** comes again;
- it has come too often, and moves to the dead letter queue.

### The consumer

| setting | means | start with |
|---|---|---|
| `max_batch_size` | messages in one call | 10 |
| `max_batch_timeout` | seconds until a smaller batch goes out | 1 |
| `max_retries` | times a message may come again | 3 |

```js
export default {
  async queue(batch, env) {
    for (const message of batch.messages) {
      try {
        await work(message.body, env);
        message.ack();
      } catch (error) {
        message.retry({ delaySeconds: 30 });
      }
    }
  },
};
```

Nothing tells the browser that its job is done. It asks again, or it holds a connection open to
something that knows. In the next step you build the first of the two, and then you will see why
the second one needs a **Durable Object**: somebody has to remember who is waiting.

That is the reason for the status endpoint. It reads one row and answers at once.

So the answer to the first request is a promise with a number on it:

- **202** and the number, at once;
- **200** and the state, whenever somebody asks with that number.
"""


class _Stage(App[None]):
    """The reader of the Learn screen, which remembers what was painted and when."""

    CSS_PATH = str(content("assets", "styles", "learn.tcss"))
    CSS = "#reader { display: block; }"

    def __init__(self) -> None:
        super().__init__()
        self.paints: list[tuple[float, str]] = []
        self._looking = 0.0

    def compose(self) -> ComposeResult:
        """The reader, without a lesson."""
        yield Reader(id="reader")

    def now(self) -> float:
        """Seconds, without those that this class spent on looking."""
        return time.perf_counter() - self._looking

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        painted, begin = self.now(), time.perf_counter()
        # Without the scrollbar, which both sides draw a frame later.
        text = "\n".join(strip.text[:-4].rstrip() for strip in screen._compositor.render_strips())
        self.paints.append((painted, text))
        self._looking += time.perf_counter() - begin


Opener = Callable[[Reader], Awaitable[Any]]


def lesson(rounds: int) -> Comparison:
    """From the text of the step until it is on the screen: parsed, opened, noted as seen."""
    with asyncio.Runner() as runner, tempfile.TemporaryDirectory(prefix="edgewise-bench-") as name:
        place = Path(name)
        progress = Progress.load(Folders(place, place, place, place))

        async def ours(reader: Reader) -> None:
            parsed = parse_lesson(_HEAD + "\n" + STEP, Path("lesson.md"))
            await reader.open(parsed, progress, None, at=0, demo=True)

        async def theirs(reader: Reader) -> None:
            await reader.page.mount(Markdown(STEP))

        samples = interleave(lambda: runner.run(_open(ours)), lambda: runner.run(_open(theirs)), rounds)
    lines = len(STEP.splitlines())
    return Comparison(f"opening a {lines}-line step", *samples, "ms", 0.25, ("lesson step", "Markdown widget"))


async def _open(opener: Opener) -> float:
    """Milliseconds from the text until the screen showed the words that it shows in the end."""
    app = _Stage()
    async with app.run_test(size=(120, 40)):
        reader = app.query_one(Reader)
        await asyncio.sleep(_QUIET)
        before = app.paints[-1][1]
        app.paints.clear()
        begin = app.now()
        await opener(reader)
        seen = -1
        while len(app.paints) != seen:
            seen = len(app.paints)
            await asyncio.sleep(_QUIET)
        last = app.paints[-1][1]
        assert last != before, "it was never painted"
        return (next(when for when, text in app.paints if text == last) - begin) * 1000

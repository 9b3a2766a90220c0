"""Texts of a small, correct course, for tests to read and to spoil."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """\
title = "A small course"

[[chapters]]
id = "first-chapter"
title = "First chapter"
summary = "What it is about."
folder = "01-first"

[[chapters.lessons]]
id = "lesson-one"
title = "Lesson one"
minutes = 5
folder = "01-one"
written = true

[[chapters.lessons]]
id = "lesson-two"
title = "Lesson two"
minutes = 7
folder = "02-two"
written = false
"""

LESSON = """\
+++
id = "lesson-one"
title = "Lesson one"
minutes = 5
goal = "After this you can count."

[sources.FACT]
text = "A book"
date = "2026"
+++

## The first step {#first}

Some **strong** and *soft* words with `code`, a [link](lesson:lesson-two)
over two lines, and a number, 128 MB [@FACT].

- one
- two
  1. deeper

```js
export default {};
```

| Name | Size |
|------|-----:|
| `a`  | one  |

:::note Remember
A set-off remark.

- with a list
:::

## The second step {#second}

### A small heading

:::quiz how-many
How many?

- [ ] One
  > Too few.
- [x] Two
  > Just right.

Because one and one is two.
:::
"""


def write_course(root: Path, manifest: str, lesson: str) -> Path:
    """Write the two files where the manifest above says they are."""
    folder = root / "01-first" / "01-one"
    folder.mkdir(parents=True)
    (root / "course.toml").write_text(manifest, encoding="utf-8")
    (folder / "lesson.md").write_text(lesson, encoding="utf-8")
    return root

"""The errors a user may meet, and the exit code each one ends the program with.

EdgewiseError                 1
├── Refused                   1   asked for, and not done on purpose
├── Interrupted             130   the user stopped it, at a point from which it can go on
├── InputError                2   a file, an argument or an answer is wrong
├── NetworkError              3   the other side did not answer, or not as it should
├── AuthError                 4   no credential, or one that may not do this
└── ToolchainError            5   Node, npm, wrangler or workerd is missing or failed
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    NETWORK = 3
    AUTH = 4
    TOOLCHAIN = 5
    INTERRUPTED = 130


class EdgewiseError(Exception):
    """An error with all that a person needs to go on.

    Attributes:
        message: one sentence that says what went wrong. Already free of control characters.
        code: a stable kebab-case word that scripts may test for, such as ``config-syntax``.
        where: ``file:line``, an account path or a URL; ``None`` where there is no place.
        fix: what to do now, as an instruction; ``None`` where nothing can be done.
    """

    exit_code = ExitCode.PROBLEMS

    def __init__(self, message: str, *, code: str, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.where = where
        self.fix = fix

    def document(self) -> dict[str, str | None]:
        """This error as the body of an ``edgewise/error/1`` document."""
        return {"code": self.code, "message": self.message, "where": self.where, "fix": self.fix}


class Refused(EdgewiseError):
    """edgewise could do this and will not, because something would be lost or untrue."""


class Interrupted(EdgewiseError):
    """The user stopped it; what was done until then stands, and ``fix`` says how to go on."""

    exit_code = ExitCode.INTERRUPTED


class InputError(EdgewiseError):
    """Something that a person wrote cannot be understood."""

    exit_code = ExitCode.USAGE


class NetworkError(EdgewiseError):
    """No answer, or an answer that is not one."""

    exit_code = ExitCode.NETWORK


class AuthError(EdgewiseError):
    """No credential, a dead one, or one without the permission that this needs."""

    exit_code = ExitCode.AUTH


class ToolchainError(EdgewiseError):
    """Node, npm, wrangler or workerd is missing, too old, or failed."""

    exit_code = ExitCode.TOOLCHAIN

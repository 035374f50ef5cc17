"""Faults of the answering side; the tree continues `index.errors`.

OnTheRecordError
├── SettingsError    a setting has a value that cannot be used
├── ModelError       a language model cannot be opened or stopped answering
├── PromptError      a prompt file lacks a variable, or has one nobody fills
├── AnswerFileError  a file is not a stored answer
├── FeedbackError    a line of the kept feedback is none
├── DatasetError     an evaluation set is not in the normal form
├── BadArgument      a program called with a value that cannot be used
├── AuthFileError    the file of users cannot be used
├── TookTooLong      an answer was not there in time
└── NotAllowed       the user may read, and not manage the library
"""

from index.errors import OnTheRecordError


class SettingsError(OnTheRecordError):
    """A setting has a value that cannot be used."""


class ModelError(OnTheRecordError):
    """A language model cannot be opened, or stopped answering."""


class PromptError(OnTheRecordError):
    """A prompt file does not fit the code that fills it."""


class AnswerFileError(OnTheRecordError):
    """A file is not a stored answer."""


class FeedbackError(OnTheRecordError):
    """A line of the kept feedback cannot be read."""


class DatasetError(OnTheRecordError):
    """An evaluation set is not in the normal form."""


class BadArgument(OnTheRecordError):
    """A program called with a value that cannot be used."""


class AuthFileError(OnTheRecordError):
    """The file of users cannot be used."""


class TookTooLong(OnTheRecordError):
    """An answer was not there in time."""


class NotAllowed(OnTheRecordError):
    """The user may read, and not manage the library."""


def told(error: BaseException) -> Exception:
    """What a thread hands to whoever waits for it: a SystemExit, with which a thread ends in silence, as a fault.

    >>> told(SystemExit(3))
    RuntimeError('something asked the program to end: 3')
    """
    return error if isinstance(error, Exception) else RuntimeError(f"something asked the program to end: {error}")

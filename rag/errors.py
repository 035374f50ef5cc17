"""Faults of the answering side; the tree continues `index.errors`.

OnTheRecordError
├── SettingsError    a setting has a value that cannot be used
├── ModelError       a language model cannot be opened or stopped answering
├── PromptError      a prompt file lacks a variable, or has one nobody fills
├── AnswerFileError  a file is not a stored answer
└── DatasetError     an evaluation set is not in the normal form
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


class DatasetError(OnTheRecordError):
    """An evaluation set is not in the normal form."""

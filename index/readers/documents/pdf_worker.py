"""The child process that opens a PDF, with limits on its time and memory: a hostile file takes down only this one.

Started as a script, it imports nothing of this package. Arguments: seconds of processor time, bytes of memory, pages.
The file comes on standard input; one JSON object goes to standard output: `pages` (their text as laid out), or `error`.
"""

import json
import logging
import resource
import sys
from io import BytesIO
from typing import Any


def extract(data: bytes, max_pages: int) -> dict[str, object]:
    """The text of each page as it is laid out, or what is wrong: encrypted, pages, broken."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted"}
        if len(reader.pages) > max_pages:
            return {"error": "pages", "count": len(reader.pages)}
        return {"pages": [_layout(page) for page in reader.pages]}
    except DependencyError:  # pypdf opens the stronger encryptions with a library of its own
        return {"error": "encrypted"}
    except MemoryError:
        return {"error": "memory"}
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, ArithmeticError) as error:
        # What pypdf lets through on files that break the format.
        return {"error": "broken", "detail": f"{type(error).__name__}: {error}"[:200]}
    except RecursionError:
        return {"error": "broken", "detail": "nested too deeply"}


def _layout(page: Any) -> str:  # pypdf ships no types that hold here
    text: str = page.extract_text(extraction_mode="layout")
    return text


def main() -> None:
    seconds, memory, pages = (int(argument) for argument in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    logging.disable(logging.CRITICAL)  # pypdf's remarks on files that it can read after all
    try:
        result = extract(sys.stdin.buffer.read(), pages)
    except MemoryError:
        result = {"error": "memory"}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()

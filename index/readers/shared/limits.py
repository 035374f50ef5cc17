"""What no file may exceed, checked before anything is unpacked or parsed."""

import zipfile
import zlib
from io import BytesIO

from index.errors import MalformedTranscript, TooLarge

MAX_BYTES = 50 * 1024 * 1024
MAX_ZIP_MEMBERS = 2_000
MAX_ZIP_BYTES = 200 * 1024 * 1024
MAX_ZIP_RATIO = 200
MAX_DEPTH = 100  # of nested JSON or XML
MAX_PDF_PAGES = 2_000

SPLIT = "Split it into parts named name-1, name-2."
SAVE_AGAIN = "Open it in the program it comes from and save it again."


def check_size(path: str, data: bytes) -> None:
    """Raise TooLarge for a file over the cap."""
    if len(data) > MAX_BYTES:
        size, cap = len(data) / 1e6, MAX_BYTES / 1e6
        raise TooLarge(path, f"is {size:.0f} MB, more than the {cap:.0f} MB a transcript may have.", way_out=SPLIT)


def open_zip(path: str, data: bytes) -> zipfile.ZipFile:
    """The archive, once its members are known to be few, plain and small; TooLarge or MalformedTranscript otherwise."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise MalformedTranscript(path, f"its zip archive cannot be opened: {error}.", way_out=SAVE_AGAIN) from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_ZIP_MEMBERS:
        raise TooLarge(
            path, f"its archive has {len(members)} members, more than {MAX_ZIP_MEMBERS}.", way_out=SAVE_AGAIN
        )
    if unpacked > MAX_ZIP_BYTES or unpacked > MAX_ZIP_RATIO * max(len(data), 1):
        raise TooLarge(path, f"its archive unpacks to {unpacked / 1e6:.0f} MB.", way_out=SAVE_AGAIN)
    if any(member.flag_bits & 0x1 for member in members):
        raise MalformedTranscript(path, "it is encrypted.", way_out="Save it without a password.")
    return archive


def read_member(path: str, archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of a member, None where there is none; never more than its directory entry promised."""
    try:
        info = archive.getinfo(name)
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except KeyError:
        return None
    # NotImplementedError is what zipfile raises for a compression method or a version it does not know.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise MalformedTranscript(path, f"its member {name} cannot be read: {error}.", way_out=SAVE_AGAIN) from error
    if len(content) > info.file_size:
        raise TooLarge(path, f"its member {name} is larger than the archive says.", way_out=SAVE_AGAIN)
    return content

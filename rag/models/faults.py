"""What an error of a vendor's client means, and what to do. Pure.

By status and by name, because the vendors' packages need not be installed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.errors import ModelError
from rag.models.vendors import Vendor, is_here

# The packages that talk to servers: what they raise and we do not know is still theirs.
_CLIENTS = frozenset(
    "openai anthropic google langchain_google_genai langchain_ollama ollama httpx httpcore grpc".split()
)
_TOO_LATE = frozenset(
    {"APITimeoutError", "TimeoutException", "TimeoutError", "DeadlineExceeded", "ReadTimeout", "RetryError"}
)
_NOT_THERE = frozenset(
    {"APIConnectionError", "ConnectError", "ConnectionError", "ServiceUnavailable", "TransportError"}
)
_BROKEN_OFF = frozenset({"RemoteProtocolError", "ReadError", "IncompleteRead", "ChunkedEncodingError"})
_PASSED_ON = 300  # characters of what a server says that are passed on


def explain(
    error: BaseException, vendor: Vendor, model: str, *, timeout: float, address: str = ""
) -> ModelError | None:
    """Why a model gives no answer, and the way out; None where the fault is none of a server's or its client's."""
    chain = list(_chain(error))
    names = {parent.__name__ for fault in chain for parent in type(fault).__mro__}
    status = next((found for fault in chain if (found := _status(fault)) is not None), None)
    given = f"{vendor.provider}:{model}"
    start = f"language model {given}: "
    if names & _TOO_LATE:
        message = f"{start}no answer within {timeout:g} seconds. Allow more with OTR_MODEL_TIMEOUT"
        return ModelError(message, code="too_slow", model=given, seconds=f"{timeout:g}")
    if status in (401, 403) or (status == 400 and "api key" in str(error)[:_PASSED_ON].casefold()):
        if not vendor.keys:
            return ModelError(f"{start}the server refuses the key.")
        key = vendor.keys[0]
        return ModelError(f"{start}the server refuses the key. Check {key}", code="bad_key", model=given, name=key)
    reason = _reason(error, chain, names, status, vendor, model, address)
    return ModelError(start + reason) if reason is not None else None


def _reason(
    error: BaseException,
    chain: Sequence[BaseException],
    names: Collection[str],
    status: int | None,
    vendor: Vendor,
    model: str,
    address: str,
) -> str | None:
    if status is not None and (meant := _of_status(status, vendor, model, str(error)[:_PASSED_ON])):
        return meant
    if not _BROKEN_OFF.isdisjoint(names):
        return "the server broke off in the middle of its answer. Ask again"
    if not _NOT_THERE.isdisjoint(names):
        start = "Is it running?" if is_here(address) else "Is this machine online?"
        start = "Start it with: ollama serve" if vendor.provider == "ollama" else start
        return f"the server cannot be reached{f' at {address}' if address else ''}. {start}"
    if status is not None:
        return f"the server answers with status {status}: {str(error)[:_PASSED_ON]}"
    if any(type(fault).__module__.partition(".")[0] in _CLIENTS for fault in chain):
        return f"the server's answer cannot be used: {str(error)[:_PASSED_ON]}"
    return None


def _of_status(status: int, vendor: Vendor, model: str, said: str) -> str | None:
    if status == 404:
        pull = f", or get it with: ollama pull {model}" if vendor.provider == "ollama" else ""
        return f"the server has no model of this name. Check the name after `{vendor.provider}:`{pull}"
    if status == 429:
        return (
            "the server's limit is reached (requests or credit), also after waiting. Wait longer, or check the account"
        )
    if status in (400, 422) and any(word in said for word in ("response_format", "json_schema", "tool", "schema")):
        return (
            f"the server takes no answer in a form. Ask for plain sentences with OTR_MODEL_STYLE=plain. It says: {said}"
        )
    if status in (408, 504):
        return "the server was too slow itself. Ask again"
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    fault: BaseException | None = error
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _status(error: BaseException) -> int | None:
    for name in ("status_code", "code"):
        found = getattr(error, name, None)
        if isinstance(found, int) and 400 <= found < 600:  # http.HTTPStatus is an int too
            return int(found)
    return None

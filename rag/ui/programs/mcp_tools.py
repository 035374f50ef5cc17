"""The tools: one function each, whose docstring and arguments are what a client reads."""

from collections.abc import Generator
from typing import Annotated, Any

from anyio import CapacityLimiter
from mcp.server.fastmcp import Context, FastMCP
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from rag.api.arguments import MOST_AROUND, MOST_RESULTS
from rag.api.functions import Programs
from rag.overview.values import KINDS
from rag.ui.auth.permissions import may_manage, owner_of, require_manage
from rag.ui.programs.mcp_results import Values, last_result_of, result_of, tool

READS = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
KEEPS = ToolAnnotations(readOnlyHint=False, destructiveHint=False, idempotentHint=True, openWorldHint=False)
SYNCS = ToolAnnotations(readOnlyHint=False, destructiveHint=False, idempotentHint=True, openWorldHint=False)
Speaker = Annotated[
    list[str] | None, Field(description="Only turns of these speakers: names, parts of names, or labels as printed.")
]
Transcript = Annotated[list[str] | None, Field(description="Only these transcripts: ids or titles.")]
After = Annotated[str | None, Field(description="Only from this date on: 2026-03-04, 2026-03 or 2026.")]
Within = Annotated[str | None, Field(description="Only this folder (council/) or collection: see `scopes`.")]
Before = Annotated[str | None, Field(description="Only up to this date, itself included.")]


def add_tools(server: FastMCP[Any], programs: Programs, limiter: CapacityLimiter) -> None:
    """Add every tool to a server; `limiter`: how many questions are answered at the same time."""

    @tool(server, "Ask the transcripts", READS)
    async def ask(
        question: Annotated[str, Field(description="What you want to know, as one full question.")],
        ctx: Context[Any, Any, Any],
        speaker: Speaker = None,
        transcript: Transcript = None,
        after: After = None,
        before: Before = None,
        scope: Within = None,
    ) -> CallToolResult:
        """Answer a question from the transcripts.

        Gives `text` with markers like [1], `sentences` with the verdict of each (verbatim, supported, computed, weak),
        `citations` (speaker, transcript, date, verbatim quote, url), and what was searched. Where the transcripts do
        not answer, `abstained` is true and `reason` says why; that is a result.
        """
        return await last_result_of(
            lambda: programs.ask(
                question, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(ctx.request_context.request),
            ),
            ctx,
            limiter,
        )  # fmt: skip

    @tool(server, "Search the transcripts", READS)
    async def search(
        query: Annotated[str, Field(description="Words, or a question.")],
        ctx: Context[Any, Any, Any],
        mode: Annotated[
            str,
            Field(
                description="passages: the turns that fit best. mentions: every turn with all the words.",
                json_schema_extra={"enum": ["passages", "mentions"]},
            ),
        ] = "passages",
        k: Annotated[int, Field(description="How many results to list.", ge=1, le=MOST_RESULTS)] = 10,
        speaker: Speaker = None,
        transcript: Transcript = None,
        after: After = None,
        before: Before = None,
        scope: Within = None,
    ) -> CallToolResult:
        """Find speaker turns in the transcripts.

        Each result has the turn's text, speaker, transcript, date, score and url. In mode `mentions`, `count` is the
        whole number of turns with the words, however many are listed.
        """
        return await result_of(
            lambda: programs.search(
                query, mode=mode, k=k, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(ctx.request_context.request),
            )
        )  # fmt: skip

    @tool(server, "List the transcripts", READS)
    async def transcripts(ctx: Context[Any, Any, Any], scope: Within = None) -> CallToolResult:
        """List the transcripts: id, title, date, speakers, number of turns, and files that could not be read."""
        owner = owner_of(ctx.request_context.request)
        return await result_of(lambda: programs.transcripts(scope=scope, owner=owner))

    @tool(server, "Read a turn", READS)
    async def turn(
        turn_id: Annotated[str, Field(description="As a citation has it: the transcript's id, #, the turn's number.")],
        around: Annotated[
            int, Field(description="How many turns before and after it to give too.", ge=0, le=MOST_AROUND)
        ] = 3,
    ) -> CallToolResult:
        """Read one turn in full, with the turns around it, to see what a quote means where it was said."""
        return await result_of(lambda: programs.turn(turn_id, around=around))

    @tool(server, "What is new", KEEPS)
    async def watch(
        query: Annotated[str, Field(description="The words, all of which a turn must have.")],
        ctx: Context[Any, Any, Any],
        phrase: Annotated[bool, Field(description="Just this phrase, word for word.")] = False,
        speaker: Speaker = None,
        transcript: Transcript = None,
        after: After = None,
        before: Before = None,
        scope: Within = None,
        peek: Annotated[bool, Field(description="Report it again the next time.")] = False,
    ) -> CallToolResult:
        """What was said of a word or a phrase since the person last asked: `new` turns, and the `count` of all.

        The first time (`first`) there is nothing to compare with, and `new` is empty.
        """
        owner = owner_of(ctx.request_context.request)
        return await result_of(
            lambda: programs.watch(
                owner, query, phrase=phrase, speaker=speaker, transcript=transcript, after=after, before=before,
                scope=scope, peek=peek,
            )
        )  # fmt: skip

    @tool(server, "List the scopes", READS)
    async def scopes(ctx: Context[Any, Any, Any]) -> CallToolResult:
        """The folders of the library and the named collections of transcripts that a question or a search may be
        limited to, with how many transcripts each holds."""
        owner = owner_of(ctx.request_context.request)
        return await result_of(lambda: programs.scopes(owner))

    @tool(server, "Keep a scope", KEEPS)
    async def save_scope(
        name: Annotated[str, Field(description="What the collection is called.")],
        ctx: Context[Any, Any, Any],
        folder: Annotated[
            list[str] | None, Field(description="With what these folders hold, now and later: council/.")
        ] = None,
        transcript: Annotated[list[str] | None, Field(description="With these transcripts: ids or titles.")] = None,
        own: Annotated[bool, Field(description="For the person alone, instead of for everybody.")] = False,
    ) -> CallToolResult:
        """Keep a named collection of transcripts for `scope`, where the person asks for it, in the place of the one
        that has the name. For everybody (not `own`) it needs the role `manage`."""
        request = ctx.request_context.request

        def work() -> Values:
            if not own or not owner_of(request):
                require_manage(request)
            return programs.save_scope(owner_of(request), name, folder=folder, transcript=transcript, own=own)

        return await result_of(work)

    @tool(server, "Write a transcript down", READS)
    async def document(
        transcript: Annotated[str, Field(description="Its id or title.")],
        to: Annotated[str, Field(description="md (Markdown), vtt (WebVTT) or json; docx comes as base64.")] = "md",
        redact: Annotated[
            list[str] | None,
            Field(description="People to hide under letters, where they speak and where they are named."),
        ] = None,
    ) -> CallToolResult:
        """A whole transcript as a document, corrections marked, chosen people hidden under letters."""
        return await result_of(lambda: programs.document(transcript, to=to, redact=redact))

    @tool(server, "Suggest names", READS)
    async def names(transcript: Transcript = None) -> CallToolResult:
        """Who the unnamed speakers (“Speaker 1”) may be, each with the turns that say so, and which names may be one
        person's. Suggestions: check the turns before you rest on one."""
        return await result_of(lambda: programs.names(transcript))

    @tool(server, "List the corrections", READS)
    async def corrections(ctx: Context[Any, Any, Any], transcript: Transcript = None) -> CallToolResult:
        """What people corrected in the transcripts: each with the turn, what its file says, what stands there now, and
        those that apply no longer because the file has changed. Only users with the role `manage` see who
        corrected it (`by`)."""
        who = may_manage(ctx.request_context.request)
        return await result_of(lambda: programs.corrections(transcript, who=who))

    @tool(server, "Correct a turn", KEEPS)
    async def correct(
        turn_id: Annotated[str, Field(description="As a citation has it: the transcript's id, #, the turn's number.")],
        ctx: Context[Any, Any, Any],
        words: Annotated[str | None, Field(description="What the turn says, all of it.")] = None,
        speaker: Annotated[
            str | None, Field(description="Who says it; with split_at, who says the second part.")
        ] = None,
        split_at: Annotated[
            str | None, Field(description="Make two turns of it, the second of which begins with these words.")
        ] = None,
        merge: Annotated[bool, Field(description="Join the next turn to it.")] = False,
    ) -> CallToolResult:
        """Correct what was taken down wrong in a turn, where the person asks for it. The file stays as it is, its own
        words are kept. Needs the role `manage`."""
        request = ctx.request_context.request

        def work() -> Values:
            require_manage(request)
            return programs.correct(
                turn_id, words=words, speaker=speaker, split_at=split_at, merge=merge, by=owner_of(request)
            )

        return await result_of(work)

    @tool(server, "Undo a correction", KEEPS)
    async def undo(
        id: Annotated[str, Field(description="Of the correction, as `corrections` gives it.")],
        ctx: Context[Any, Any, Any],
    ) -> CallToolResult:
        """Undo a correction of a turn. Needs the role `manage`."""

        def work() -> Values:
            require_manage(ctx.request_context.request)
            return programs.undo(id)

        return await result_of(work)

    @tool(server, "Overview", READS)
    async def overview(
        ctx: Context[Any, Any, Any],
        kind: Annotated[
            list[str] | None,
            Field(description=f"Only these: {', '.join(KINDS)}; questions are those that nobody answered."),
        ] = None,
        most: Annotated[int, Field(description="How many lines of each kind to list.", ge=1, le=MOST_RESULTS)] = 50,
        speaker: Speaker = None,
        transcript: Transcript = None,
        after: After = None,
        before: Before = None,
        scope: Within = None,
    ) -> CallToolResult:
        """What a transcript or several come to: `people` with their shares, main `points`, `decisions`, `actions` with
        who and when, `questions` that nobody answered, `names`, `numbers`.

        Every line is verbatim words of a turn with its url; `beside` is what it is understood by, such as the words
        that put a question off. Chosen by code: read the turns around before you rest on one. `counts` are whole.
        """
        return await result_of(
            lambda: programs.overview(
                kind=kind, most=most, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(ctx.request_context.request),
            )
        )  # fmt: skip

    @tool(server, "List the pins", READS)
    async def pins(ctx: Context[Any, Any, Any], scope: Within = None) -> CallToolResult:
        """List the turns and quotes that the person has pinned, each with their note, speaker, transcript and url."""
        owner = owner_of(ctx.request_context.request)
        return await result_of(lambda: programs.pins(owner, scope=scope))

    @tool(server, "Pin a quote", KEEPS)
    async def pin(
        turn_id: Annotated[str, Field(description="As a citation has it: the transcript's id, #, the turn's number.")],
        ctx: Context[Any, Any, Any],
        quote: Annotated[str | None, Field(description="Only these words of the turn, verbatim.")] = None,
        note: Annotated[str | None, Field(description="What to remember of it.")] = None,
    ) -> CallToolResult:
        """Pin a turn, or words of it, for the person who asked, with a note."""
        owner = owner_of(ctx.request_context.request)
        return await result_of(lambda: programs.pin(owner, turn_id, quote=quote, note=note))

    @tool(server, "Index what changed", SYNCS)
    async def sync(
        ctx: Context[Any, Any, Any],
        rebuild: Annotated[bool, Field(description="Rebuild everything, beside the index in use.")] = False,
    ) -> CallToolResult:
        """Make the index hold what the library folder says now: new and changed files in, removed ones out.

        Gives what was added, updated and removed, and the files that could not be read. Needs the role `manage`.
        """

        def work() -> Generator[Values, None, None]:
            require_manage(ctx.request_context.request)
            yield from programs.sync(rebuild=rebuild)

        return await last_result_of(work, ctx, CapacityLimiter(1))

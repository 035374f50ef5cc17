"""The tables of a catalog on PostgreSQL: those of SQLite, and the words that FTS5 keeps there."""

SCHEMA = 3

# So that the transcripts that have given keys are found without a look at all others.
WORD_RANGES = "CREATE INDEX lengths_by_low ON lengths (view, low)"

# Text is compared by its bytes, as SQLite does. Keys of turns and entries are never used twice: see `sqlite.database`.
STATEMENTS = (
    'CREATE TABLE about (key text COLLATE "C" PRIMARY KEY, value text NOT NULL)',
    'CREATE TABLE files (path text COLLATE "C" PRIMARY KEY, size bigint NOT NULL, mtime_ns bigint NOT NULL, '
    "sha256 text NOT NULL, parts text NOT NULL, error text)",
    "CREATE TABLE keys (transcript bigint NOT NULL, turn bigint NOT NULL, entry bigint NOT NULL)",
    "INSERT INTO keys VALUES (0, 0, 0)",
    'CREATE TABLE transcripts (pk bigint PRIMARY KEY, id text COLLATE "C" NOT NULL, revision text NOT NULL, '
    'live boolean NOT NULL, title text COLLATE "C" NOT NULL, date text COLLATE "C", turns bigint NOT NULL, '
    'base bigint NOT NULL, first_date text COLLATE "C", last_date text COLLATE "C", record text NOT NULL)',
    "CREATE UNIQUE INDEX live_transcripts ON transcripts (id) WHERE live",
    "CREATE TABLE turns (pk bigint PRIMARY KEY, transcript bigint NOT NULL, idx bigint NOT NULL, "
    'speaker text COLLATE "C", folded text COLLATE "C", date text COLLATE "C", record text NOT NULL)',
    "CREATE UNIQUE INDEX turns_by_place ON turns (transcript, idx)",
    "CREATE INDEX turns_by_speaker ON turns (folded)",
    'CREATE TABLE entries (pk bigint PRIMARY KEY, transcript bigint NOT NULL, view text COLLATE "C" NOT NULL, '
    "first bigint NOT NULL, last bigint NOT NULL, part bigint NOT NULL, hash bytea NOT NULL, vector bytea NOT NULL)",
    "CREATE INDEX entries_by_transcript ON entries (transcript, view)",
    "CREATE INDEX entries_by_hash ON entries (hash)",
    "CREATE TABLE turn_words (pk bigint PRIMARY KEY, transcript bigint NOT NULL, head text NOT NULL, "
    "label text NOT NULL, words text NOT NULL)",
    "CREATE INDEX turn_words_by_transcript ON turn_words (transcript)",
    "CREATE TABLE chunk_words (pk bigint PRIMARY KEY, transcript bigint NOT NULL, head text NOT NULL, "
    "label text NOT NULL, words text NOT NULL)",
    "CREATE INDEX chunk_words_by_transcript ON chunk_words (transcript)",
    'CREATE TABLE postings (view text COLLATE "C" NOT NULL, term text COLLATE "C" NOT NULL, '
    "transcript bigint NOT NULL, low bigint NOT NULL, docs bigint NOT NULL, places bytea NOT NULL, "
    "PRIMARY KEY (view, term, transcript))",
    "CREATE INDEX postings_by_transcript ON postings (transcript)",
    'CREATE TABLE lengths (view text COLLATE "C" NOT NULL, transcript bigint NOT NULL, low bigint NOT NULL, '
    "high bigint NOT NULL, docs bigint NOT NULL, tokens bigint NOT NULL, PRIMARY KEY (view, transcript))",
    WORD_RANGES,
)
# What people keep, and who is signed in: no part of the catalog, see `kept`.
KEPT = (
    'CREATE TABLE IF NOT EXISTS kept (name text COLLATE "C" NOT NULL, number bigint NOT NULL, line text NOT NULL, '
    "PRIMARY KEY (name, number))",
    'CREATE TABLE IF NOT EXISTS signed_in (digest bytea PRIMARY KEY, name text COLLATE "C" NOT NULL, '
    "mark text NOT NULL, until timestamptz NOT NULL)",
    "CREATE INDEX IF NOT EXISTS signed_in_until ON signed_in (until)",
)
TABLES = tuple(statement.split()[2] for statement in STATEMENTS if statement.startswith("CREATE TABLE"))

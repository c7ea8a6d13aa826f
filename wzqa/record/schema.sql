-- record.db of one award cycle. Any SQLite tool can read it; docs/record.md explains each table.
-- Originals, decisions, confirmed lists and the ledger are kept for good; the rest can be derived.

CREATE TABLE original (            -- every file taken in, byte for byte
  sha256   TEXT PRIMARY KEY,
  size     INTEGER NOT NULL,
  content  BLOB NOT NULL
) STRICT;

CREATE TABLE file (                -- which original stood at which path, in which role, and when
  id          INTEGER PRIMARY KEY,
  role        TEXT NOT NULL,       -- applications | registers | verification | scores-review | …
  path        TEXT NOT NULL,       -- relative to the cycle folder, with /
  sha256      TEXT NOT NULL REFERENCES original (sha256),
  taken_at    TEXT NOT NULL,
  taken_by    TEXT NOT NULL,
  ended_at    TEXT,                -- superseded or dropped; NULL = in force
  ended_why   TEXT
) STRICT;
CREATE UNIQUE INDEX file_in_force ON file (role, path) WHERE ended_at IS NULL;

CREATE TABLE fact (                -- what was read out of a file (can be derived again)
  file_id  INTEGER PRIMARY KEY REFERENCES file (id),
  reader   TEXT NOT NULL,          -- version of the reader
  content  TEXT NOT NULL           -- JSON
) STRICT;

CREATE TABLE number (              -- application numbers given by ingest
  app_no   TEXT PRIMARY KEY,
  key      TEXT NOT NULL UNIQUE,   -- whose: code or name with the file it came in
  given_at TEXT NOT NULL
) STRICT;

CREATE TABLE mapping (             -- headings that a person explained, per sender
  sender   TEXT NOT NULL,
  heading  TEXT NOT NULL,
  field    TEXT NOT NULL,
  set_at   TEXT NOT NULL,
  set_by   TEXT NOT NULL,
  PRIMARY KEY (sender, heading)
) STRICT;

CREATE TABLE decision (            -- what a person decided, and why
  id        INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,         -- tie | finding | cards | withdraw | objection | cancel | …
  stage     TEXT NOT NULL,
  subject   TEXT NOT NULL,
  content   TEXT NOT NULL,         -- JSON
  why       TEXT NOT NULL,
  question  TEXT NOT NULL,         -- hash of exactly what was asked
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  ended_by  INTEGER REFERENCES decision (id)  -- a later decision on the same matter
) STRICT;

CREATE TABLE draft (               -- the latest run of a stage (can be derived again)
  stage    TEXT PRIMARY KEY,
  content  TEXT NOT NULL,          -- JSON
  digest   TEXT NOT NULL,
  run_at   TEXT NOT NULL
) STRICT;

CREATE TABLE list (                -- confirmed lists: promises
  stage     TEXT NOT NULL,
  issue     INTEGER NOT NULL,
  content   TEXT NOT NULL,         -- JSON, what was promised
  list_hash TEXT NOT NULL,         -- SHA-256 of the content, depends on no clock
  rests_on  TEXT NOT NULL,         -- SHA-256 of everything behind it
  basis     TEXT NOT NULL,         -- JSON: files, decisions, lists, settings in force
  day       TEXT NOT NULL,         -- the day it counts as
  confirmed_at TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  lifted_at TEXT,
  lifted_by TEXT,
  lifted_why TEXT,
  PRIMARY KEY (stage, issue)
) STRICT;
CREATE UNIQUE INDEX list_in_force ON list (stage) WHERE lifted_at IS NULL;

CREATE TABLE document (            -- the register of documents, numbered ones for good
  id        INTEGER PRIMARY KEY,
  stage     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  subject   TEXT NOT NULL,         -- code, department, award, objection number or ''
  list_ref  TEXT NOT NULL,         -- review-1 | record: what it was issued on, as printed in the file
  list_hash TEXT NOT NULL,
  number    INTEGER,               -- NULL for kinds without 发文字号
  year      INTEGER NOT NULL,
  docno     TEXT,
  day       TEXT NOT NULL,         -- 成文日期, kept on re-render
  title     TEXT NOT NULL,
  addressee TEXT NOT NULL,
  letter    TEXT NOT NULL,         -- JSON: the final words, as issued
  file      TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  issued_by TEXT NOT NULL,
  stands_on TEXT NOT NULL,         -- the list on which it holds now: a later one that left its words alone
  office    TEXT NOT NULL DEFAULT '{}',            -- JSON: [office] when it was issued
  replaces  INTEGER REFERENCES document (id),      -- the void document whose heir it is
  kept      INTEGER NOT NULL DEFAULT 0,            -- 1: bears the number of the one it replaces
  suspended_why TEXT,              -- its list was reopened; the next list decides
  void_why  TEXT,                  -- holds no more: to be recalled
  void_at   TEXT
) STRICT;
CREATE UNIQUE INDEX document_in_force ON document (stage, kind, subject) WHERE void_why IS NULL;
-- one letter to several departments is one number; an heir may keep its number; no others share one
CREATE TRIGGER document_number_once BEFORE INSERT ON document WHEN NEW.number IS NOT NULL AND EXISTS (
  SELECT 1 FROM document AS d WHERE d.year = NEW.year AND d.number = NEW.number
  AND NOT (d.kind = NEW.kind AND d.kind IN ('dept-inquiry', 'second-check')
           AND (d.day = NEW.day OR NEW.kept = 1))
  AND NOT (d.kind = NEW.kind AND d.subject = NEW.subject AND NEW.kept = 1 AND d.void_why IS NOT NULL))
BEGIN SELECT RAISE (ABORT, 'numbers are never used twice'); END;

CREATE TABLE output (              -- every other file under out/, with its hash
  path     TEXT PRIMARY KEY,
  stage    TEXT NOT NULL,
  sha256   TEXT NOT NULL
) STRICT;

CREATE TABLE pending (             -- files to be moved into place by the command that was committed
  id      INTEGER PRIMARY KEY,
  source  TEXT,                    -- NULL: remove the target
  target  TEXT NOT NULL
) STRICT;

CREATE TABLE derived (             -- results that hold while what they rest on does; may be deleted
  what     TEXT PRIMARY KEY,
  rests_on TEXT NOT NULL,          -- SHA-256 of all behind it
  content  TEXT NOT NULL
) STRICT;

CREATE TABLE ledger (              -- append only, each entry carries the hash of the one before
  seq     INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  by      TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,           -- JSON
  prev    TEXT NOT NULL,
  hash    TEXT NOT NULL
) STRICT;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE (ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE (ABORT, 'ledger is append-only'); END;
CREATE TRIGGER original_no_update BEFORE UPDATE ON original
BEGIN SELECT RAISE (ABORT, 'originals are kept as they came'); END;
CREATE TRIGGER original_no_delete BEFORE DELETE ON original
BEGIN SELECT RAISE (ABORT, 'originals are kept as they came'); END;
CREATE TRIGGER file_no_delete BEFORE DELETE ON file
BEGIN SELECT RAISE (ABORT, 'files are ended, not deleted'); END;
CREATE TRIGGER file_only_end BEFORE UPDATE ON file
WHEN OLD.ended_at IS NOT NULL OR NEW.sha256 <> OLD.sha256 OR NEW.path <> OLD.path OR NEW.role <> OLD.role
BEGIN SELECT RAISE (ABORT, 'files are ended, not changed'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
BEGIN SELECT RAISE (ABORT, 'decisions are superseded, not deleted'); END;
CREATE TRIGGER decision_only_end BEFORE UPDATE ON decision
WHEN OLD.ended_by IS NOT NULL OR NEW.content <> OLD.content OR NEW.why <> OLD.why
  OR NEW.decided_by <> OLD.decided_by OR NEW.question <> OLD.question OR NEW.subject <> OLD.subject
BEGIN SELECT RAISE (ABORT, 'decisions are superseded, not changed'); END;
CREATE TRIGGER list_no_delete BEFORE DELETE ON list
BEGIN SELECT RAISE (ABORT, 'confirmed lists are lifted, not deleted'); END;
CREATE TRIGGER list_only_lift BEFORE UPDATE ON list
WHEN OLD.lifted_at IS NOT NULL OR NEW.content <> OLD.content OR NEW.list_hash <> OLD.list_hash
  OR NEW.basis <> OLD.basis OR NEW.rests_on <> OLD.rests_on
BEGIN SELECT RAISE (ABORT, 'confirmed lists are lifted, not changed'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document WHEN OLD.number IS NOT NULL
BEGIN SELECT RAISE (ABORT, 'numbers are never used twice'); END;
CREATE TRIGGER document_number_stays BEFORE UPDATE ON document
WHEN OLD.number IS NOT NEW.number OR NEW.year <> OLD.year OR NEW.day <> OLD.day
BEGIN SELECT RAISE (ABORT, 'number and date of a document stay'); END;
CREATE TRIGGER document_void_stays BEFORE UPDATE ON document
WHEN OLD.void_why IS NOT NULL AND NEW.void_why IS NOT OLD.void_why
BEGIN SELECT RAISE (ABORT, 'a void document stays void'); END;

-- Coming back with a phrase: hashes of two keys that are derived from it, never the phrase. Gone with the conversation.
create table returns (
  conversation_id uuid primary key references conversations on delete cascade,
  lookup_hash bytea not null unique,
  proof_hash bytea not null,
  -- Grows with each right phrase: of two who come back at once the later one stays.
  attempt integer not null default 0
);

-- Sessions whose conversation went on in another page, so that the first page can be told.
create table replaced_sessions (
  token_hash bytea primary key,
  conversation_id uuid not null references conversations on delete cascade
);
create index replaced_sessions_conversation on replaced_sessions (conversation_id);

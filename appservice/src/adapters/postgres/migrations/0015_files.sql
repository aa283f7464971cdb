-- How many files a conversation has moved, whichever process moved them; and which they are, so that they go when it is erased.

create table file_turns (
  conversation_id uuid primary key references conversations on delete cascade,
  uploads integer not null default 0,
  downloads integer not null default 0
);

create table files (
  conversation_id uuid not null references conversations on delete cascade,
  server_name text not null,
  media_id text not null,
  primary key (conversation_id, server_name, media_id)
);

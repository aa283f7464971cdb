-- Times are milliseconds since the epoch, as in the domain.

create table conversations (
  id uuid primary key,
  key_hash bytea not null unique,
  -- Ties the audit lines of one conversation together; known nowhere else, and forgotten when this row goes.
  audit_ref uuid not null default gen_random_uuid(),
  victim text not null unique,
  room_id text unique,
  number text not null,
  situation text not null,
  language text not null,
  state jsonb not null,
  phase text not null generated always as (state ->> 'phase') stored,
  ready_since bigint generated always as ((state ->> 'readySince')::bigint) stored,
  -- Officers whom the state names: their load.
  named text[] not null default '{}',
  version integer not null default 0,
  created_at bigint not null,
  heard_at bigint not null,
  lease_until bigint not null default 0,
  erased_on text[] not null default '{}'
);
create index conversations_queue on conversations (ready_since, id) where phase = 'waiting' and ready_since is not null;
create index conversations_named on conversations using gin (named) where phase in ('offered', 'active');

create table sessions (
  token_hash bytea primary key,
  conversation_id uuid not null unique references conversations on delete cascade,
  device_id text not null,
  sealed_access_token bytea not null
);

create table inbox (
  seq bigint generated always as identity primary key,
  event_id text not null unique,
  room_id text not null references conversations (room_id) on delete cascade,
  -- Null when it has been processed: the event ID stays, against doubles, until the conversation is erased.
  event jsonb
);
create index inbox_unprocessed on inbox (room_id, seq) where event is not null;

create table officers (
  user_id text primary key,
  corps text not null,
  -- What victims are told: « police, n° 12 ». Given once.
  number integer not null,
  member boolean not null,
  on_duty boolean not null,
  capacity integer not null,
  skills text[] not null,
  attested boolean not null default false,
  attested_at bigint not null default 0,
  last_asked_at bigint,
  unique (corps, number)
);

create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  ref uuid,
  who text not null,
  what text not null
);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_append_only before update or delete on audit for each row execute function audit_is_append_only();
create trigger audit_never_emptied before truncate on audit for each statement execute function audit_is_append_only();

-- What is left of an erased conversation: nothing that leads to it.
create table statistics (
  day date not null,
  situation text not null,
  language text not null,
  reason text not null
);

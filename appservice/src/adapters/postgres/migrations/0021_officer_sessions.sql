-- The officers' widgets: one session for each room that one stands in. Times are milliseconds since the epoch.
create table officer_sessions (
  token_hash bytea primary key,
  -- SHA-256 of the OpenID token that it was given for: each is taken once.
  open_id_hash bytea not null unique,
  user_id text not null,
  room_id text not null,
  expires_at bigint not null
);
create index officer_sessions_expiry on officer_sessions (expires_at);

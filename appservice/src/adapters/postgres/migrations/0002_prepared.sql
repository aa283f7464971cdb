-- Users and rooms made in advance. A row is there before anything is made, so that what a killed process has half made is found again.
create table prepared (
  -- The conversation's ID to be: the room's alias derives from it.
  id uuid primary key,
  victim text not null unique,
  number text not null,
  begun_at bigint not null,
  -- All three, or none as long as it is being made.
  room_id text unique,
  device_id text,
  -- Under a key derived from the service's secret, until a start seals it under its session token.
  sealed_access_token bytea,
  -- No start may take it any more: it is to be erased.
  leaving boolean not null default false,
  check (num_nulls(room_id, device_id, sealed_access_token) in (0, 3))
);

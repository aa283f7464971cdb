-- Exercises: marked, behind every victim in the queue (`rank()` in the domain), and in no figure.
alter table conversations add column training boolean not null default false;
alter table audit add column training boolean not null default false;
alter table conversations drop column rank;
alter table conversations add column rank integer not null
  generated always as ((case when training then 2 else 0 end) + (case urgency when 'danger' then 0 else 1 end)) stored;
create index conversations_queue on conversations (rank, ready_since, id) where phase = 'waiting' and ready_since is not null;

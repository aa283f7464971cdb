-- Danger first: `rank` is the class in the queue, as `rank()` in the domain.
alter table conversations add column urgency text not null default 'normal';
alter table conversations add column rank integer not null generated always as (case urgency when 'danger' then 0 else 1 end) stored;
drop index conversations_queue;
create index conversations_queue on conversations (rank, ready_since, id) where phase = 'waiting' and ready_since is not null;

-- When an officer came, of whatever conversation: what the wait is estimated from. Kept for an hour; leads to nothing.
create table answered (at bigint not null);
create index answered_at on answered (at);

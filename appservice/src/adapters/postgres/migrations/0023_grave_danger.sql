-- When an officer last said that it is a grave danger; and the order to send a patrol: who, when, and since when the operations room knows.
alter table conversations add column grave_at bigint;
alter table conversations add column patrol jsonb;

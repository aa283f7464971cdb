-- When an officer has said what it was; and how long after its end, in the statistics.
alter table conversations add column classified_at bigint;
alter table statistics add column wrap_up_seconds integer;

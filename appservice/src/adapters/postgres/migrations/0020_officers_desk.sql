-- On duty and asked for nothing new; and who may see and reassign everything (their power level in the Permanence).
alter table officers add column on_break boolean not null default false;
alter table officers add column supervisor boolean not null default false;
-- What the officer said of it at the end, from lists only.
alter table conversations add column classification jsonb;
alter table statistics add column classification jsonb;

-- How the victim's page is, as it has said, and when it hung up.
alter table conversations add column page text not null default 'shown';
alter table conversations add column hung_up_at bigint;

-- Where officers write down what the next one needs to know: event IDs of their encrypted room, never a note.
alter table conversations add column notes jsonb;
create unique index conversations_notes on conversations ((notes ->> 'root')) where notes is not null;

-- From whom an answer to three questions is still taken: the hash of a session token that is dead, and nothing of the conversation.
create table feedback_due (
  token_hash bytea primary key,
  -- Not finer than needed, so that it does not tell which conversation has just ended.
  until bigint not null
);

-- What was answered, or `null`. The day is all that is known of when; nothing tells by whom, of which conversation, of which officer.
create table feedback (
  day date not null,
  heard text,
  helped text,
  knows text
);

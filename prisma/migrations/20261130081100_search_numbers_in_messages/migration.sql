-- See parley_numbers. Beside a working server: messages are many. Texts without four digits near each other cost nothing.
CREATE INDEX CONCURRENTLY "message_numbers" ON "message" USING gin (parley_numbers("textFolded", false))
  WHERE "textFolded" ~ '[0-9].{0,3}[0-9].{0,3}[0-9].{0,3}[0-9]';

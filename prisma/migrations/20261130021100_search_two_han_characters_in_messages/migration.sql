-- See parley_han. Beside a working server: messages are many.
CREATE INDEX CONCURRENTLY "message_han" ON "message" USING gin (parley_han("textFolded"))
  WHERE octet_length("textFolded") <> length("textFolded");

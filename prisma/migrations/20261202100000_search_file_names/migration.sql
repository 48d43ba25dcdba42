-- A search for messages with a file also finds the file's name. Beside a working server: files are many.
CREATE INDEX CONCURRENTLY "attachment_name_trgm" ON "attachment" USING gin (parley_fold("name") gin_trgm_ops)
  WHERE "messageId" IS NOT NULL AND "name" IS NOT NULL;

-- See 20261201120000_attachment_place. Beside a working server: files are many. A file that is not there is not listed.
CREATE INDEX CONCURRENTLY "attachment_of_thread" ON "attachment" ("threadId", "type", "writtenAt" DESC, "id" DESC)
  WHERE "state" = 'stored' AND "threadId" IS NOT NULL;

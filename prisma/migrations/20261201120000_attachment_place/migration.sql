-- The files of a customer are listed over all threads, newest first: a file names the thread and the time of its message, so
-- that an index finds it. A trigger writes both (decision 051): the version before inserts files, too.
ALTER TABLE "attachment" ADD COLUMN "threadId" UUID, ADD COLUMN "writtenAt" TIMESTAMPTZ(3);

CREATE FUNCTION attachment_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT m."threadId", m."sentAt" INTO new."threadId", new."writtenAt" FROM message m WHERE m.id = new."messageId";
  RETURN new;
END $$;

-- A restore brings rows with their place, before it brings the messages.
CREATE TRIGGER attachment_place_inserted BEFORE INSERT ON "attachment" FOR EACH ROW
  WHEN (new."messageId" IS NOT NULL AND new."threadId" IS NULL)
  EXECUTE FUNCTION attachment_place();

-- An upload gets its message later.
CREATE TRIGGER attachment_place_taken BEFORE UPDATE OF "messageId" ON "attachment" FOR EACH ROW
  WHEN (new."messageId" IS DISTINCT FROM old."messageId")
  EXECUTE FUNCTION attachment_place();

-- On its own, after the columns are there: a working server can read and write files meanwhile.
UPDATE "attachment" f SET "threadId" = m."threadId", "writtenAt" = m."sentAt"
FROM "message" m WHERE m.id = f."messageId" AND f."threadId" IS NULL;

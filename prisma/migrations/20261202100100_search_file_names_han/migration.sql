-- Words of one or two Chinese, Japanese or Korean characters in the names of files; see parley_han.
CREATE INDEX CONCURRENTLY "attachment_name_han" ON "attachment" USING gin (parley_han(parley_fold("name")))
  WHERE "messageId" IS NOT NULL AND "name" IS NOT NULL AND octet_length(parley_fold("name")) <> length(parley_fold("name"));

-- A number that people say to each other. New threads have it at once; those that are there already take the first
-- ones, given by number-threads.ts beside the working server: a default for all would write the whole table.
CREATE SEQUENCE "thread_number_seq" AS INTEGER;
CREATE SEQUENCE "thread_old_number_seq" AS INTEGER;
ALTER TABLE "thread" ADD COLUMN "number" INTEGER;
ALTER TABLE "thread" ALTER COLUMN "number" SET DEFAULT nextval('thread_number_seq');
ALTER SEQUENCE "thread_number_seq" OWNED BY "thread"."number";
ALTER SEQUENCE "thread_old_number_seq" OWNED BY "thread"."number";
SELECT setval('thread_number_seq', (SELECT count(*) FROM "thread") + 1, false);

-- See 20261203110000_thread_numbers: these are few, and soon none.
CREATE INDEX CONCURRENTLY "thread_without_number" ON "thread"("id") WHERE "number" IS NULL;

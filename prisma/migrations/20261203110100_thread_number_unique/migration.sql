-- See 20261203110000_thread_numbers.
CREATE UNIQUE INDEX CONCURRENTLY "thread_number_key" ON "thread"("number");

-- A close that is undone at once gives the customer's wait back. Null for sessions that were closed before.
ALTER TABLE "thread_session" ADD COLUMN     "settledBefore" INTEGER;

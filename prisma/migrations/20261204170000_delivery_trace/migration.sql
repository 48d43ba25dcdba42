-- The request that brought a delivery, for the trace of its messages: null unless traces are sent.
ALTER TABLE "delivery" ADD COLUMN "trace" TEXT;

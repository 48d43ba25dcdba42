-- See 20261202090000_routing_trace_by_time.
CREATE INDEX CONCURRENTLY "offer_createdAt_idx" ON "offer"("createdAt");

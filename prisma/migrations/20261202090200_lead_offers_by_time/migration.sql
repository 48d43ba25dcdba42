-- See 20261202090000_routing_trace_by_time.
CREATE INDEX CONCURRENTLY "lead_offer_createdAt_idx" ON "lead_offer"("createdAt");

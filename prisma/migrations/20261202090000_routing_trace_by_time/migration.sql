-- Data retention finds the oldest decisions by it. Beside a working server: a busy company has millions.
CREATE INDEX CONCURRENTLY "routing_trace_at_idx" ON "routing_trace"("at");

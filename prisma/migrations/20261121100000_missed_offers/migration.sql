-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

-- What a person missed, as the board counts it.
CREATE INDEX "offer_missed" ON "offer" ("agentId", "endedAt") WHERE "result" = 'missed';

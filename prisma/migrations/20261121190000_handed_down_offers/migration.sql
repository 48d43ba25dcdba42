-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

-- What somebody was handed of what others left behind, in the last minute.
CREATE INDEX "offer_handed_down" ON "offer" ("agentId", "createdAt") WHERE "handedDown";

-- DropIndex
DROP INDEX "offer_fromId_idx";

-- ── By hand from here: what Prisma's schema cannot say ──────────────────────────────────────────────────────

-- What somebody was handed of what others left behind, in the last minute.
CREATE INDEX "offer_handed_down" ON "offer" ("agentId", "createdAt") WHERE "handedDown";

-- "offer_one_open" begins with the same column under the same condition: one
-- less to write for each of the hundreds that a thread may ring at.
DROP INDEX "offer_open_of_thread";

-- Who asked a colleague to take over; what rings was asked by nobody.
CREATE INDEX "offer_asked_by" ON "offer" ("fromId") WHERE "fromId" IS NOT NULL;

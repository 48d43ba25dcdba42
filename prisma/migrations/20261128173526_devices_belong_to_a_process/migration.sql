CREATE TABLE "node" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "node_pkey" PRIMARY KEY ("id")
);

-- The processes whose sockets are known; a dead one among them is swept with its sockets.
INSERT INTO "node" ("id", "startedAt", "seenAt")
SELECT "nodeId", min("connectedAt"), max("seenAt") FROM "agent_connection" GROUP BY "nodeId";

DROP INDEX "agent_connection_seenAt_idx";
ALTER TABLE "agent_connection" DROP COLUMN "seenAt";
CREATE INDEX "agent_connection_nodeId_idx" ON "agent_connection"("nodeId");
ALTER TABLE "agent_connection" ADD CONSTRAINT "agent_connection_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "node"("id") ON DELETE CASCADE ON UPDATE CASCADE;

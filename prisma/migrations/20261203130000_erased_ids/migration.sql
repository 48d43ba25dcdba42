-- The ledger of erased ids: a keyed hash of each, and when the person was erased.
CREATE TABLE "erased_id" (
    "hash" TEXT NOT NULL,
    "erasedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_id_pkey" PRIMARY KEY ("hash")
);

-- The key of the hashes, sealed: without the key of the installation the ledger names no one.
CREATE TABLE "erased_id_key" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "keySealed" TEXT NOT NULL,

    CONSTRAINT "erased_id_key_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "erased_id_key_single" CHECK ("id" = 1)
);

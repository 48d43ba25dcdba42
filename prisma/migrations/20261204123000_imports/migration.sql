-- CreateTable
CREATE TABLE "data_import" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "fileName" TEXT NOT NULL,
    "fileKey" TEXT,
    "form" JSONB NOT NULL,
    "columns" JSONB NOT NULL,
    "rowCount" INTEGER NOT NULL,
    "settings" JSONB,
    "place" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "claims" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdById" UUID,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "undoneAt" TIMESTAMPTZ(3),
    "undoneByName" TEXT,

    CONSTRAINT "data_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_import_row" (
    "importId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "cells" JSONB,
    "key" TEXT,
    "outcome" TEXT,
    "errors" JSONB,
    "targetId" UUID,
    "before" JSONB,
    "after" JSONB,
    "undo" TEXT,

    CONSTRAINT "data_import_row_pkey" PRIMARY KEY ("importId","row")
);

-- CreateIndex
CREATE INDEX "data_import_kind_id_idx" ON "data_import"("kind", "id" DESC);

-- CreateIndex
CREATE INDEX "data_import_createdById_idx" ON "data_import"("createdById");

-- CreateIndex
CREATE INDEX "data_import_row_importId_key_idx" ON "data_import_row"("importId", "key");

-- CreateIndex
CREATE INDEX "data_import_row_targetId_idx" ON "data_import_row"("targetId");

-- AddForeignKey
ALTER TABLE "data_import" ADD CONSTRAINT "data_import_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_import_row" ADD CONSTRAINT "data_import_row_importId_fkey" FOREIGN KEY ("importId") REFERENCES "data_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "data_import" ADD CONSTRAINT "data_import_kind" CHECK ("kind" IN ('customers', 'leads'));
ALTER TABLE "data_import" ADD CONSTRAINT "data_import_state" CHECK ("state" IN
  ('draft', 'checking', 'checked', 'running', 'paused', 'done', 'undoing', 'undone', 'failed'));

-- Few at a time: those that a worker has to go on with.
CREATE INDEX "data_import_due" ON "data_import"("dueAt") WHERE "state" IN ('checking', 'running', 'undoing');

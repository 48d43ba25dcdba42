-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "allDepartments" BOOLEAN NOT NULL DEFAULT false;

-- ── By hand from here: what is kept ─────────────────────────────────────────────────────────────────────────

-- A supervisor without a department saw everything; from now on that is a right which is given.
UPDATE "agent" a SET "allDepartments" = true
WHERE a.role = 'supervisor'
  AND NOT EXISTS (SELECT 1 FROM "department_member" d WHERE d."agentId" = a.id);

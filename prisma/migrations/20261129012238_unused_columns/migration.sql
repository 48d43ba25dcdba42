-- No code has ever written these columns, and a source always says its kind.
-- AlterTable
ALTER TABLE "attachment" DROP COLUMN "sourceRef";

-- AlterTable
ALTER TABLE "identity" DROP COLUMN "reach";

-- AlterTable
ALTER TABLE "message" DROP COLUMN "tokens";

-- AlterTable
ALTER TABLE "source" ALTER COLUMN "kind" DROP DEFAULT;

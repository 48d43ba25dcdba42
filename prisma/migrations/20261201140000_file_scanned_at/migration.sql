-- When a virus scanner found the file clean. Null: no scanner has seen it, or a version before this one noted no time.
ALTER TABLE "attachment" ADD COLUMN "scannedAt" TIMESTAMPTZ(3);

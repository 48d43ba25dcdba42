-- The list of erased customers is compared with these every ten minutes.
CREATE INDEX "customer_erased" ON "customer" ("erasedAt") WHERE "erasedAt" IS NOT NULL;

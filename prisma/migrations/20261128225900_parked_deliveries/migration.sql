-- The list of deliveries is filtered by state; few of them are set aside.
CREATE INDEX "delivery_parked" ON "delivery" ("id") WHERE "state" = 'parked';

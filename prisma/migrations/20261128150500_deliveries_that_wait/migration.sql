ALTER TABLE "delivery" ADD COLUMN "waitingFor" TEXT[] DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "delivery" DROP CONSTRAINT "delivery_state_known",
    ADD CONSTRAINT "delivery_state_known" CHECK ("state" IN ('pending', 'applied', 'parked', 'waiting')),
    ADD CONSTRAINT "delivery_waiting_named" CHECK ("state" <> 'waiting' OR "waitingFor" <> '{}');

CREATE INDEX "delivery_waiting" ON "delivery" ("id") WHERE "state" = 'waiting';

-- What was thrown away so far and is still there is applied when its page comes.
UPDATE "delivery" SET "state" = 'waiting', "appliedAt" = NULL, "waitingFor" = ARRAY(
    SELECT DISTINCT n->>'path' FROM jsonb_array_elements("notes") n WHERE n->>'reason' IN ('unknown_page', 'page_of_another_app'))
WHERE "state" = 'applied' AND jsonb_typeof("notes") = 'array'
    AND ("notes" @> '[{"reason": "unknown_page"}]' OR "notes" @> '[{"reason": "page_of_another_app"}]');

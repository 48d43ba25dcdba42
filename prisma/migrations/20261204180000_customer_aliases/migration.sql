-- Names of customers who were merged into this one.
ALTER TABLE "customer" ADD COLUMN     "aliases" TEXT[] NOT NULL DEFAULT '{}';

-- What the search compares. IMMUTABLE because indexes are made of it: a change makes them again in the same migration.
-- No one can type the sign between two names, so that no search finds the end of one and the start of the next.
CREATE FUNCTION parley_aliases(names text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN parley_fold(array_to_string(names, E'\u0001'));
END
$$;

-- Customers who were merged before keep the name, too, and undoing the merge takes it back.
UPDATE "customer_merge" m SET "moved" = m."moved" || jsonb_build_object('aliases', jsonb_build_array(o."name"))
FROM "customer" o, "customer" s
WHERE o."id" = m."otherId" AND s."id" = m."survivorId" AND m."undoneAt" IS NULL AND o."erasedAt" IS NULL
  AND s."erasedAt" IS NULL AND parley_fold(o."name") <> parley_fold(s."name");
UPDATE "customer" s SET "aliases" = x."names"
FROM (
  SELECT "survivorId", array_agg(DISTINCT "moved"->'aliases'->>0) AS "names" FROM "customer_merge"
  WHERE "moved" ? 'aliases' GROUP BY 1
) x
WHERE s."id" = x."survivorId";

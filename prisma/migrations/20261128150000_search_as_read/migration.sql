-- What is typed is compared with what is stored as people read both: without
-- case and accents, full width as half width, composed or not, typographic
-- quotes as plain ones. contract/fold.ts does the same for the screen and for
-- what is looked for; a test holds both to each other.
--
-- The function is IMMUTABLE because two columns are made of it: whoever changes
-- it makes them anew in the same migration. Lower case is asked of a collation
-- that no operating system changes, where this Postgres has one.
DO $migration$
DECLARE
  fixed text := coalesce(
    (SELECT 'collate pg_catalog.pg_c_utf8' FROM pg_catalog.pg_collation WHERE collname = 'pg_c_utf8' LIMIT 1),
    (SELECT 'collate pg_catalog."und-x-icu"' FROM pg_catalog.pg_collation WHERE collname = 'und-x-icu' LIMIT 1),
    '');
BEGIN
  -- ASCII has nothing to take apart, and most texts are looked at this way.
  EXECUTE replace($sql$
    CREATE FUNCTION parley_fold(t text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN octet_length(t) = length(t)
      THEN translate(lower(t), E'\u0009\u000a\u000b\u000c\u000d`', E'     \'')
      ELSE normalize(replace(replace(replace(replace(
        translate(
          lower(regexp_replace(
            normalize(replace(t, E'\u00b4', E'\''), NFKD),
            '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u1ab0-\u1ace\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]', '', 'g') COLLATION),
          E'\u0009\u000a\u000b\u000c\u000d\u0085\u2028\u2029`\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u201c\u201d\u201e\u201f\u00ab\u00bb\u2010\u2012\u2013\u2014\u2015\u2212\u2044\u0142\u0111\u00f8\u0127\u0131\u00f0\u03c2',
          E'        \'\'\'\'\'\'\'\'""""""------/ldohid\u03c3'),
        E'\u00df', 'ss'), E'\u00e6', 'ae'), E'\u0153', 'oe'), E'\u00fe', 'th'), NFC)
    END
  $sql$, 'COLLATION', fixed);
END
$migration$;

-- Kept beside the text: to fold at each look takes longer than the look.
ALTER TABLE "message" ADD COLUMN "textFolded" text GENERATED ALWAYS AS (parley_fold("text")) STORED;
ALTER TABLE "customer" ADD COLUMN "nameFolded" text GENERATED ALWAYS AS (parley_fold("name")) STORED;
DROP INDEX "message_text_trgm";
DROP INDEX "customer_name_trgm";
CREATE INDEX "message_text_trgm" ON "message" USING gin ("textFolded" gin_trgm_ops) WHERE "textFolded" IS NOT NULL;
CREATE INDEX "customer_name_trgm" ON "customer" USING gin ("nameFolded" gin_trgm_ops) WHERE "nameFolded" IS NOT NULL;
-- The planner knows nothing yet of the new columns.
ANALYZE "message", "customer";

-- A trigram index knows nothing of one or two characters, and most Chinese words
-- have two. Han characters, kana and Hangul syllables are found by an index of
-- the single ones and the pairs that a text has.

-- IMMUTABLE because indexes are made of it: a change makes them anew in the same
-- migration. In plpgsql, which keeps its plan.
CREATE FUNCTION parley_han(t text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (
    WITH signs AS (
      SELECT c, n, ascii(c) BETWEEN 11904 AND 40959 OR ascii(c) BETWEEN 44032 AND 55203
        OR ascii(c) BETWEEN 63744 AND 64255 OR ascii(c) BETWEEN 131072 AND 205743 AS han
      FROM unnest(string_to_array(t, NULL)) WITH ORDINALITY AS x(c, n)
    ), pairs AS (
      SELECT c, han, CASE WHEN lead(han) OVER (ORDER BY n) THEN c || lead(c) OVER (ORDER BY n) END AS pair FROM signs
    )
    SELECT array_agg(DISTINCT g) FROM pairs CROSS JOIN LATERAL (VALUES (c), (pair)) AS v(g) WHERE han AND g IS NOT NULL
  );
END
$$;

-- Texts of ASCII alone have none, and cost nothing.
CREATE INDEX "customer_han" ON "customer" USING gin (parley_han("nameFolded"))
  WHERE octet_length("nameFolded") <> length("nameFolded");
CREATE INDEX "lead_han" ON "lead" USING gin (parley_han("search"))
  WHERE octet_length("search") <> length("search");

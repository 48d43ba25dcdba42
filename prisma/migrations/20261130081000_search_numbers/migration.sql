-- A number is found in any writing: an order "AB-12 34" as "ab1234", a phone
-- "0912-345-678" as "+886912345678". An index has the numbers of a folded text
-- without what stands between their groups: each run of up to six groups that
-- gives 6 to 24 characters, four digits among them. Of digits alone also "#" and
-- the last eight, which a number has with and without its country's code; with
-- `tails` also "~" and the last four. server/domain/number-keys.ts makes the same
-- keys of what is looked for.
--
-- IMMUTABLE because indexes are made of it: a change makes them anew in the same
-- migration. A text has at most 100 runs of 24 groups that are read.
CREATE FUNCTION parley_numbers(t text, tails boolean) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (
    WITH runs AS (
      SELECT r[1] AS run, n FROM regexp_matches(t,
        '((?:(?<![a-z])[a-z]{1,8}|(?<![a-z])[a-z]{1,4}[-./ ])?[0-9][a-z0-9]*(?:[-./ ()]{1,2}[0-9][a-z0-9]*)*)', 'g')
        WITH ORDINALITY AS x(r, n) LIMIT 100
    ), parts AS (
      SELECT n, k, g[1] AS part FROM runs,
        LATERAL regexp_matches(run, '([a-z0-9]+)', 'g') WITH ORDINALITY AS y(g, k) WHERE k <= 24
    ), numbers AS (
      SELECT DISTINCT (SELECT string_agg(p.part, '' ORDER BY p.k) FROM parts p
        WHERE p.n = a.n AND p.k BETWEEN a.k AND b.k) AS number
      FROM parts a JOIN parts b ON b.n = a.n AND b.k BETWEEN a.k AND a.k + 5
    ), good AS (
      SELECT number, number !~ '[a-z]' AND length(ltrim(number, '0')) >= 8 AS is_long FROM numbers
      WHERE length(number) BETWEEN 6 AND 24 AND length(regexp_replace(number, '[^0-9]', '', 'g')) >= 4
    )
    SELECT array_agg(DISTINCT key) FROM good CROSS JOIN LATERAL (VALUES
      (number),
      (CASE WHEN is_long THEN '#' || right(number, 8) END),
      (CASE WHEN is_long AND tails THEN '~' || right(number, 4) END)) AS v(key)
    WHERE key IS NOT NULL
  );
END
$$;

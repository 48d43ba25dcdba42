-- Names that earlier versions took from the vendor and that name nobody: its
-- placeholders, and names of which nothing can be seen. A profile that is read
-- now leaves them out (channels/messenger/person-name.ts). What somebody here
-- has typed stays.
UPDATE "customer" SET "name" = NULL, "firstName" = NULL, "lastName" = NULL, "version" = "version" + 1
WHERE NOT "nameEdited" AND "name" IS NOT NULL AND (
  lower(btrim(regexp_replace("name", '[\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', ' ', 'g')))
    IN ('facebook user', 'messenger user')
  OR "name" ~ '^[\s\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*$');

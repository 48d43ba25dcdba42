-- The timer of a reply target computes it. Stages that these waits have passed are not warned of again.
INSERT INTO "timer" ("id", "kind", "key", "dueAt", "payload")
SELECT gen_random_uuid(), 'reply_target', t."id"::text, now(),
  jsonb_build_object('after', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
FROM "thread" t JOIN "queue" q ON q."id" = t."routedToId" AND q."replyTarget" IS NOT NULL
WHERE t."routedToType" = 'queue' AND t."waitingSince" IS NOT NULL AND t."status" IN ('waiting', 'open', 'snoozed') AND NOT t."test"
ON CONFLICT ("kind", "key") DO UPDATE SET "dueAt" = excluded."dueAt", "payload" = excluded."payload", "attempts" = 0;

-- Stalled leads count office hours. A day that was set becomes eight of them.
UPDATE "setting" SET "value" = ("value" - 'stalledDays') || jsonb_build_object('stalledHours', ("value"->>'stalledDays')::int * 8)
WHERE "key" = 'leads' AND "value" ? 'stalledDays';
UPDATE "alert" SET "detail" = ("detail" - 'days') || jsonb_build_object('hours', ("detail"->>'days')::int * 8)
WHERE "kind" = 'lead_stalled' AND "detail" ? 'days';

-- Since when the customer waited whom the message answers; null: it answers nobody who waits.
ALTER TABLE "send_job" ADD COLUMN "answersSince" TIMESTAMPTZ(3);

-- Wider than before, so no stored fact can break it, and none has to be read.
ALTER TABLE "report_fact" DROP CONSTRAINT "report_fact_kind";
ALTER TABLE "report_fact" ADD CONSTRAINT "report_fact_kind" CHECK ("kind" IN ('arrived', 'owned', 'replied', 'replied_next', 'waived',
  'unanswered', 'closed', 'spam', 'missed', 'declined', 'accepted', 'transferred')) NOT VALID;

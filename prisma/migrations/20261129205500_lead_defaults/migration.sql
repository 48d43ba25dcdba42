-- A page and a form can say which status and source their new leads get.
ALTER TABLE "lead_page" ADD COLUMN "statusId" UUID, ADD COLUMN "sourceId" UUID;
ALTER TABLE "lead_form" ADD COLUMN "statusId" UUID, ADD COLUMN "sourceId" UUID;

ALTER TABLE "lead_page" ADD CONSTRAINT "lead_page_statusId_fkey" FOREIGN KEY ("statusId") REFERENCES "lead_status"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "lead_page" ADD CONSTRAINT "lead_page_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "lead_source"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "lead_form" ADD CONSTRAINT "lead_form_statusId_fkey" FOREIGN KEY ("statusId") REFERENCES "lead_status"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "lead_form" ADD CONSTRAINT "lead_form_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "lead_source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

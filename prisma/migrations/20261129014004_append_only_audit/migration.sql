-- CreateIndex
CREATE INDEX "audit_entry_actorId_id_idx" ON "audit_entry"("actorId", "id" DESC);

-- The audit log is only added to. The triggers fire for every role, also for the owner of the table and for replication.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE "audit_entry" ENABLE ALWAYS TRIGGER audit_entry_append_only;
ALTER TABLE "audit_entry" ENABLE ALWAYS TRIGGER audit_entry_no_truncate;

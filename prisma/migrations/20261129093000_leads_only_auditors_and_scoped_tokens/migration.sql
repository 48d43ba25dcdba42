-- Two roles that see no conversation: one works on leads, one reads settings, reports and the audit log.
ALTER TABLE "agent" DROP CONSTRAINT "agent_role_known";
ALTER TABLE "agent" ADD CONSTRAINT "agent_role_known"
  CHECK ("role" IN ('owner', 'admin', 'supervisor', 'agent', 'leads_only', 'auditor', 'reviewer'));
-- A token with scopes reaches only these; null: all that its agent may do. Existing tokens keep that.
ALTER TABLE "api_token" ADD COLUMN "scopes" JSONB, ADD COLUMN "expiresAt" TIMESTAMPTZ(3);

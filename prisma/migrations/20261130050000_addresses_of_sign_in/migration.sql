-- Where an API token can be used, and which sessions pass their role's list of addresses.
ALTER TABLE "api_token" ADD COLUMN "addresses" JSONB;
ALTER TABLE "agent_session" ADD COLUMN "exemptAt" TIMESTAMPTZ(3);

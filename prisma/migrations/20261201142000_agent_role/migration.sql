-- Whose screens show a conversation: supervisors and reviewers are found by their role. Without it, every message reads all agents.
CREATE INDEX "agent_role" ON "agent"("role");

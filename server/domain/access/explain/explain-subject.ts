import type { Role } from "#contract/people/agent.ts";

/** The person whose rights are explained. */
export type Subject = {
  agentId: string;
  name: string;
  role: Role;
  isAdmitted: boolean;
  reviewChannelId: string | null;
};

import { createAgentSchema } from "#contract/people/agent-requests.ts";
import type { Role } from "#contract/people/agent.ts";
import { foldEmail } from "#contract/text/fold.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { isAdmitted } from "#server/domain/access/load-actor.ts";
import {
  openSession,
  type SignedIn,
} from "#server/domain/access/sign-in/sessions.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** A person as the company's identity provider describes them after a sign-in. */
export type ProvidedIdentity = {
  /** Null: none, or the provider says that it is not verified. */
  email: string | null;
  name: string | null;
  /** The role that a claim names. Null if admins choose roles by hand, or if the claim names none of ours. */
  role: Role | null;
};

/** no_email, no account with this email, or the account is disabled or has expired. */
export type ProviderRefusal = "sso_no_email" | "sso_unknown" | "sso_ended";

/** The author of what the provider's claims change. */
const provider: AuditActor = {
  agentId: null,
  name: "Single sign-on",
  role: "owner",
};

/**
 * Opens a session for the agent with this email. A role by claim creates a
 * missing agent, and follows the claim at every sign-in; without one, admins
 * add people first. The provider vouches for the person: neither password nor
 * code of this installation is asked.
 */
export async function signInByProvider(
  context: Context,
  identity: ProvidedIdentity,
): Promise<SignedIn | ProviderRefusal> {
  const { role } = identity;
  if (identity.email === null) return "sso_no_email";
  const email = foldEmail(identity.email);
  const known = await findAgent(context, email);
  if (known === null) {
    if (role === null) return "sso_unknown";
    if (!(await create(context, { ...identity, email, role })))
      return "sso_no_email";
  } else {
    if (!isAdmitted(known, context.clock.now())) return "sso_ended";
    if (role !== null && role !== known.role)
      await followClaim(context, known.id, role);
  }
  const agent = await findAgent(context, email);
  if (agent === null) return "sso_unknown";
  const { id: agentId, name, sessionVersion } = agent;
  const { prisma } = context.db;
  const sessionId = await openSession(prisma, agentId, context.clock.now());
  return { sessionId, agentId, name, email, sessionVersion };
}

function findAgent({ db }: Context, email: string) {
  return db.prisma.agent.findUnique({
    where: { email },
    select: {
      id: true,
      name: true,
      role: true,
      sessionVersion: true,
      disabledAt: true,
      expiresAt: true,
    },
  });
}

/** @returns false: the provider's email is none that an agent can have */
async function create(
  context: Context,
  { email, name, role }: ProvidedIdentity & { email: string; role: Role },
): Promise<boolean> {
  const input = createAgentSchema.safeParse({
    email,
    name: name ?? email.split("@")[0],
    role,
    // Known to no one: they sign in at the provider, or set one by email.
    password: randomToken(),
  });
  if (!input.success) return false;
  try {
    await createAgent(context, provider, input.data);
  } catch (error) {
    // Signed in twice at the same time.
    if (!(error instanceof AppError && error.code === "already_exists"))
      throw error;
  }
  return true;
}

/** The last owner stays one: without an owner no one could give the role again. */
async function followClaim(
  context: Context,
  agentId: string,
  role: Role,
): Promise<void> {
  try {
    await updateAgent(context, provider, agentId, { role });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "wrong_state"))
      throw error;
    context.log.warn({ agentId, role }, "single sign-on: role not changed");
  }
}

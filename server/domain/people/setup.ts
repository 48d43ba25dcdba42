import type { FirstOwner } from "#contract/people/account-requests.ts";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import { refuseTakenEmail } from "./agents.ts";
import { AppError } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import {
  openSession,
  type SignedIn,
} from "#server/domain/access/sign-in/sessions.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";

const SETUP_LOCK = 7_027_539_042_102; // any number that no other lock uses

/** Whether the company has been set up. Until then the first visitor creates its owner. */
export async function hasOwner(context: Context): Promise<boolean> {
  return ownerExists(context.db.prisma);
}

/**
 * Creates the first owner, who is then signed in. Of any number of simultaneous attempts one succeeds.
 * @throws AppError wrong_state: there is an owner already.
 */
export async function createFirstOwner(
  context: Context,
  input: FirstOwner,
): Promise<SignedIn> {
  // Checked before the hash, so that strangers cannot make us compute hashes.
  if (await hasOwner(context)) throw alreadySetUp();
  const passwordHash = await hashPassword(input.password);
  const { name, email } = input;
  return refuseTakenEmail(() =>
    inPrismaTransaction(context.db, async (tx) => {
      await lockUntilCommit(tx, SETUP_LOCK);
      if (await ownerExists(tx)) throw alreadySetUp();
      const { id, sessionVersion } = await tx.agent.create({
        data: {
          id: newId(),
          email,
          name,
          role: "owner",
          passwordHash,
          createdAt: context.clock.now(),
        },
        select: { id: true, sessionVersion: true },
      });
      const doer = { agentId: id, name, role: "owner" as const };
      await writeAudit(tx, doer, "house.set_up", { type: "agent", id });
      const sessionId = await openSession(tx, id, context.clock.now());
      return { sessionId, agentId: id, name, email, sessionVersion };
    }),
  );
}

// A disabled owner counts, so that disabling never lets a stranger set up the company.
async function ownerExists(reader: Pick<PrismaTx, "agent">): Promise<boolean> {
  const owner = await reader.agent.findFirst({
    where: { role: "owner" },
    select: { id: true },
  });
  return owner !== null;
}

function alreadySetUp(): AppError {
  return new AppError("wrong_state", {
    reason: "already_set_up",
    current: { setUp: true },
  });
}

import { inPrismaTransaction } from "#server/db/transaction.ts";
import { raiseAlerts } from "#server/domain/assignment/alerts.ts";
import { addProblem } from "./health.ts";
import { recheckSoon } from "./recheck.ts";
import type { Context } from "#server/domain/context.ts";
import { recordVendorRequest } from "#server/domain/data-requests/vendor-request.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

const CODE_BYTES = 16;

export type Deauthorized = {
  sourceId: string;
  /** The vendor's id of the account that it is about; null: all of the app. */
  accountId: string | null;
};

/**
 * A person has removed the app: its channels are broken from now on, until a
 * check finds that the token works. Safe to repeat.
 */
export async function recordDeauthorized(
  { db, clock }: Context,
  { sourceId, accountId }: Deauthorized,
): Promise<void> {
  const now = clock.now();
  const problem = { code: "app_deauthorized" as const, detail: null };
  await inPrismaTransaction(db, async (tx) => {
    const channels = await tx.channel.findMany({
      where: {
        sourceId,
        deletedAt: null,
        ...(accountId === null ? {} : { accountId }),
      },
      orderBy: { id: "asc" },
      select: { id: true },
    });
    for (const { id } of channels)
      await addProblem(tx, id, "token", problem, now);
    // Another person's token may still serve it: the vendor's answer says so.
    await recheckSoon(tx, [{ sourceId, accountId }]);
  });
}

/**
 * Keeps a vendor's request to delete what is stored about a person who signed
 * in to its app, alerts the supervisors of the company, and enters it among
 * the requests about data. The same person has one request. The id is scoped to the app: it names the person who
 * connected a page, and no customer is ever known by it, so nothing is erased here (META.md, 9).
 * @returns the code by which everybody can ask for its state
 */
export async function recordDeletionRequest(
  { db, clock }: Context,
  { sourceId, userId }: { sourceId: string; userId: string },
): Promise<string> {
  const now = clock.now();
  return inPrismaTransaction(db, async (tx) => {
    const key = { sourceId_userId: { sourceId, userId } };
    const fresh = randomToken(CODE_BYTES).replace(/[^A-Za-z0-9]/g, "x");
    const { code } = await tx.deletionRequest.upsert({
      where: key,
      create: { id: newId(), sourceId, userId, code: fresh, receivedAt: now },
      update: {},
      select: { code: true },
    });
    if (code === fresh) {
      await raiseAlerts(
        tx,
        [{ kind: "data_deletion", detail: { code, userId } }],
        now,
      );
      await recordVendorRequest(tx, code, now);
    }
    return code;
  });
}

export type DeletionState = {
  code: string;
  receivedAt: Date;
  /** When what was stored about the person was erased; null: a person looks into it. */
  erasedAt: Date | null;
};

/** For everybody who knows the code. Null: there is no such request. */
export async function findDeletionRequest(
  { db }: Context,
  code: string,
): Promise<DeletionState | null> {
  return db.prisma.deletionRequest.findUnique({
    where: { code },
    select: { code: true, receivedAt: true, erasedAt: true },
  });
}

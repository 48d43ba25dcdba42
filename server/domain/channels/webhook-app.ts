import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type { Database, Prisma } from "#server/db/client.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import { AppError } from "#server/domain/app-error.ts";
import { clearProblems } from "#server/domain/channels/health/health.ts";
import type { Context } from "#server/domain/context.ts";

/** The source of the deliveries to one webhook address, and the secrets that sign them. */
export type WebhookApp = {
  /** Id of our row, not the vendor's. */
  id: string;
  kind: ChannelKind;
  externalId: string;
  /** Current first, then the previous one while it is still valid. */
  secrets: string[];
  verifyToken: string | null;
};

type Remembered = { app: WebhookApp; until: number };

const REMEMBER_MS = 3_000; // other processes notice a new secret after that
const MAX_REMEMBERED = 1_000;

const remembered = new WeakMap<Database, Map<string, Remembered>>();

export type WebhookAppOptions = {
  /** Asks the database: a signature did not fit, and the secret may have been changed just now in another process. */
  fresh?: boolean;
  /** Whether made-up keys come in large numbers now. Then a key that no app has costs no query. */
  isFlooded?: () => boolean;
};

/** The app behind `/webhooks/meta/{key}`, or null. Remembered for some seconds, since every delivery asks. */
export async function webhookApp(
  context: Context,
  key: string,
  options: WebhookAppOptions = {},
): Promise<WebhookApp | null> {
  const known = remembered.get(context.db) ?? new Map<string, Remembered>();
  remembered.set(context.db, known);
  const found = known.get(key);
  if (found && found.until > performance.now() && !options.fresh) {
    return found.app;
  }
  if (options.isFlooded?.() && !(await keysOf(context)).has(key)) return null;
  const app = await readApp(context, { webhookKey: key });
  if (app === null) {
    // Unknown keys are not remembered: anybody can make them up.
    known.delete(key);
    return null;
  }
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(key, { app, until: performance.now() + REMEMBER_MS });
  return app;
}

/** Called after a commit that changed an app. */
export function forgetWebhookApps(context: Context): void {
  remembered.get(context.db)?.clear();
  allKeys.delete(context.db);
}

type Keys = { keys: Promise<Set<string>>; until: number };

const allKeys = new WeakMap<Database, Keys>();

/** The keys of all apps, read again as often as an app is. */
function keysOf({ db }: Context): Promise<Set<string>> {
  const known = allKeys.get(db);
  if (known && known.until > performance.now()) return known.keys;
  const keys = db.prisma.source
    .findMany({ select: { webhookKey: true } })
    .then((rows) => new Set(rows.map(({ webhookKey }) => webhookKey)));
  const until = performance.now() + REMEMBER_MS;
  allKeys.set(db, { keys, until });
  keys.catch(() => allKeys.delete(db)); // the next one asks again
  return keys;
}

/**
 * Meta has asked for the challenge and gave the right token: the app's
 * channels no longer wait for it.
 */
export async function recordWebhookVerified(
  { db, clock }: Context,
  sourceId: string,
): Promise<void> {
  await inPrismaTransaction(db, async (tx) => {
    const { channels } = await tx.source.update({
      where: { id: sourceId },
      data: { verifiedAt: clock.now() },
      select: { channels: { select: { id: true }, orderBy: { id: "asc" } } },
    });
    for (const { id } of channels) {
      await clearProblems(tx, id, ["webhook_not_verified"]);
    }
  });
}

/** The app that delivers for a channel. @throws AppError not_found */
export async function webhookAppOfChannel(
  context: Context,
  channelId: string,
): Promise<WebhookApp> {
  const app = await readApp(context, { channels: { some: { id: channelId } } });
  if (app === null) throw new AppError("not_found", { channelId });
  return app;
}

async function readApp(
  { db, vault, clock }: Context,
  where: Prisma.SourceWhereInput,
): Promise<WebhookApp | null> {
  const row = await db.prisma.source.findFirst({
    where,
    select: {
      id: true,
      kind: true,
      externalId: true,
      secretSealed: true,
      previousSecretSealed: true,
      previousSecretUntil: true,
      verifyTokenSealed: true,
    },
  });
  if (!row) return null;
  const secrets = [vault.open(row.secretSealed)];
  const { previousSecretSealed, previousSecretUntil } = row;
  if (
    previousSecretSealed !== null &&
    previousSecretUntil !== null &&
    previousSecretUntil > clock.now()
  ) {
    secrets.push(vault.open(previousSecretSealed));
  }
  return {
    id: row.id,
    kind: row.kind as ChannelKind,
    externalId: row.externalId,
    secrets,
    verifyToken:
      row.verifyTokenSealed === null ? null : vault.open(row.verifyTokenSealed),
  };
}

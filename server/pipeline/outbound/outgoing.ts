import {
  rulesOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type { Capabilities } from "#contract/channels/rules/rules.ts";
import {
  sendPolicy,
  type SendRefusal,
} from "#contract/channels/rules/send-policy.ts";
import type { OutboundMessage } from "#server/channels/outbound-message.ts";
import type { SendTarget } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import { optedOutAt } from "#server/domain/customers/opted-out.ts";
import { publicUrlOf } from "#server/domain/files/public-file.ts";
import type { Context } from "#server/domain/context.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";

type OutgoingType = Extract<OutboundMessage["body"], { kind: "file" }>["type"];

type Row = {
  id: string;
  text: string | null;
  authorType: "agent" | "system";
  replyToExternalId: string | null;
  lastCustomerAt: Date | null;
  controlledBy: string | null;
  optedOutAt: Date | null;
  recipientId: string;
  told: SendTarget["told"];
  threadKey: string;
  options: { capabilities?: Capabilities };
  channelId: string;
  kind: ChannelKind;
  accountId: string;
  appId: string;
  enabled: boolean;
  deletedAt: Date | null;
  humanAgent: boolean;
  credentialsSealed: string;
  secretSealed: string;
  fileId: string | null;
  fileSize: number | null;
  publicToken: string | null;
  fileType: OutgoingType | null;
  fileName: string | null;
  mimeType: string | null;
  storageKey: string | null;
  /** For a retry of an attempt that may have reached the vendor: when that attempt began. Else null. */
  attemptedAt: string | null;
};

/** Everything that one attempt needs, or why there must be none. */
export type Outgoing =
  | {
      kind: "go";
      target: SendTarget;
      message: OutboundMessage;
      /** The first moment at which it may no longer be sent. Null: no limit. */
      until: Date | null;
    }
  | { kind: "refuse"; reason: SendRefusal | "file_unreadable" }
  /** The customer may have it already, from an attempt at that time. */
  | { kind: "look_first"; attemptedAt: Date }
  /** The message was removed meanwhile. */
  | { kind: "gone" };

/**
 * Reads a message as it is to be sent now. It checks the reply window and the
 * customer's consent again, which may have ended while the message waited.
 */
export async function readOutgoing(
  context: Context,
  messageId: string,
): Promise<Outgoing> {
  const [row] = await context.db.sql.$queryRaw<Row[]>(Prisma.sql`
    select m.id, m.text, m."authorType", m."replyToExternalId", t."lastCustomerAt", t."controlledBy",
      ${optedOutAt} as "optedOutAt", i."externalId" as "recipientId", i.told, t.key as "threadKey", ch.options, ch.id as "channelId", ch.kind, ch."accountId", so."externalId" as "appId", ch.enabled,
      ch."deletedAt", ch."humanAgent", ch."credentialsSealed", so."secretSealed",
      m."errorDetail"->>'attemptedAt' as "attemptedAt", f.id as "fileId", f.size as "fileSize", f."publicToken", f.type as "fileType", f.name as "fileName", f."mimeType", f."storageKey"
    from message m
    join thread t on t.id = m."threadId"
    join customer c on c.id = t."customerId"
    join identity i on i.id = t."identityId"
    join channel ch on ch.id = m."channelId"
    join source so on so.id = ch."sourceId"
    left join attachment f on f."messageId" = m.id
    where m.id = ${messageId}::uuid and m.status in ('queued', 'sending')`);
  if (!row) return { kind: "gone" };
  if (row.attemptedAt !== null)
    return { kind: "look_first", attemptedAt: new Date(row.attemptedAt) };
  const policy = sendPolicy({
    // Automatic messages may never use the human-agent tag.
    authorKind: row.authorType === "system" ? "program" : "person",
    lastCustomerAt: row.lastCustomerAt,
    now: context.clock.now(),
    humanAgentGranted: row.humanAgent,
    controlledBy: row.controlledBy,
    optedOut: row.optedOutAt !== null,
    rules: rulesOf(row.kind, row.options.capabilities),
    channelProblem: row.enabled && row.deletedAt === null ? null : "disabled",
  });
  if (policy.kind === "refuse") return policy;
  const body = toBody(context, row);
  if (body === null) return { kind: "refuse", reason: "file_unreadable" };
  return {
    kind: "go",
    until: policy.until,
    target: toTarget(context, row),
    message: {
      id: row.id,
      reference: referenceOf(row.id),
      window: policy.kind,
      replyToMid: row.replyToExternalId,
      body,
    },
  };
}

function toBody(context: Context, row: Row): OutboundMessage["body"] | null {
  if (row.text !== null) return { kind: "text", text: row.text };
  const { fileType, fileName, mimeType, storageKey } = row;
  if (fileType === null || mimeType === null || storageKey === null)
    return null;
  return {
    kind: "file",
    type: fileType,
    name: fileName ?? "file",
    mimeType,
    size: row.fileSize ?? 0,
    open: () => context.files.open(storageKey, mimeType),
    publicUrl: () => publicUrlOf(context, row),
  };
}

type Sealed = Pick<
  Row,
  | "kind"
  | "accountId"
  | "appId"
  | "credentialsSealed"
  | "secretSealed"
  | "recipientId"
  | "told"
  | "threadKey"
  | "options"
>;

function toTarget(context: Context, row: Sealed): SendTarget {
  return {
    kind: row.kind,
    accountId: row.accountId,
    appId: row.appId,
    credentials: context.vault.open(row.credentialsSealed),
    secret: context.vault.open(row.secretSealed),
    recipientId: row.recipientId,
    told: row.told,
    threadKey: row.threadKey,
    options: row.options,
  };
}

/**
 * The address of a thread's customer, with the secrets to reach it. Null: no
 * such thread, a test, or its channel is disabled.
 */
export function targetOfThread(
  context: Context,
  threadId: string,
): Promise<SendTarget | null> {
  return readTarget(
    context,
    Prisma.sql`i.id = (select "identityId" from thread where id = ${threadId}::uuid and not test)`,
    Prisma.sql`(select key from thread where id = ${threadId}::uuid)`,
  );
}

/** The same for a customer on a channel. */
export function targetOfIdentity(
  context: Context,
  identityId: string,
): Promise<SendTarget | null> {
  return readTarget(context, Prisma.sql`i.id = ${identityId}::uuid`);
}

async function readTarget(
  context: Context,
  condition: Prisma.Sql,
  key: Prisma.Sql = Prisma.sql`''`,
): Promise<SendTarget | null> {
  const [row] = await context.db.sql.$queryRaw<Sealed[]>(Prisma.sql`
    select ch.kind, ch."accountId", so."externalId" as "appId", ch."credentialsSealed", so."secretSealed",
      i."externalId" as "recipientId", i.told, ch.options, ${key} as "threadKey"
    from identity i
    join channel ch on ch.id = i."channelId"
    join source so on so.id = ch."sourceId"
    where ${condition} and ch.enabled and ch."deletedAt" is null`);
  return row ? toTarget(context, row) : null;
}

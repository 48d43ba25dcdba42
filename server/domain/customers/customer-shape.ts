import type { Customer } from "#contract/customers/customer.ts";
import { isSameFolded } from "#contract/text/fold.ts";
import { neutralName } from "#contract/text/profile-name.ts";
import { truncate } from "#contract/text/text.ts";
import type { Prisma } from "#server/db/client.ts";
import { contactProofs } from "#server/domain/customers/contact-proofs.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** The fields of a row that `customerShape` needs. */
export const customerSelect = {
  id: true,
  name: true,
  aliases: true,
  firstName: true,
  lastName: true,
  avatarKey: true,
  phoneKey: true,
  verified: true,
  locale: true,
  timezone: true,
  accountOwnerId: true,
  stageId: true,
  blockedAt: true,
  blockedUntil: true,
  blockReason: true,
  fields: true,
  createdAt: true,
  identities: {
    select: { channelId: true, externalId: true },
    // Several can be of one moment.
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  },
  labels: {
    select: { label: { select: { id: true, name: true, color: true } } },
    orderBy: { label: { name: "asc" } },
  },
} as const satisfies Prisma.CustomerSelect;

export type CustomerRow = Prisma.CustomerGetPayload<{
  select: typeof customerSelect;
}>;

const AVATAR_VERSION_LENGTH = 12;

/** Turns a row into the form of the API and the sockets. Pure. */
export function customerShape(row: CustomerRow): Customer {
  const fields = isRecord(row.fields) ? row.fields : {};
  return {
    id: row.id,
    name: row.name ?? neutralName(row.identities[0]?.externalId ?? ""),
    nameKnown: row.name !== null,
    aliases: row.aliases.filter(
      (alias) => !isSameFolded(alias, row.name ?? ""),
    ),
    firstName: row.firstName,
    lastName: row.lastName,
    avatarUrl: avatarUrl(row.id, row.avatarKey),
    email: textOf(fields["email"]),
    phone: row.phoneKey ?? textOf(fields["phone"]),
    verified: contactProofs(row.verified),
    locale: row.locale,
    timezone: row.timezone,
    ownerId: row.accountOwnerId,
    accountOwnerId: row.accountOwnerId,
    identities: row.identities.map(({ channelId, externalId }) => ({
      channelId,
      externalId,
    })),
    stageId: row.stageId,
    labels: row.labels.map(({ label }) => ({ ...label })),
    fields,
    block:
      row.blockedAt === null
        ? null
        : {
            reason: row.blockReason ?? "",
            at: row.blockedAt.toISOString(),
            until: row.blockedUntil?.toISOString() ?? null,
          },
    createdAt: row.createdAt.toISOString(),
  };
}

/** The address changes with the picture, so that browsers may keep it forever. */
function avatarUrl(customerId: string, avatarKey: string | null) {
  if (avatarKey === null) return null;
  // A hash, because the storage key stays private.
  const version = truncate(sha256Hex(avatarKey), AVATAR_VERSION_LENGTH);
  return `/api/v1/customers/${customerId}/avatar?v=${version}`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

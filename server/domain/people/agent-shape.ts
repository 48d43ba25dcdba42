import { readHours } from "#contract/hours/hours.ts";
import type {
  Agent,
  Presence,
  Role,
  ShiftEnds,
} from "#contract/people/agent.ts";
import { truncate } from "#contract/text/text.ts";
import type { Prisma } from "#server/db/client.ts";
import {
  nothingInHand,
  type InHand,
} from "#server/domain/assignment/assigned-work.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** The columns that `agentShape` needs. */
export const agentSelect = {
  id: true,
  email: true,
  name: true,
  photoKey: true,
  role: true,
  presence: true,
  presenceSince: true,
  presenceText: true,
  presenceMessage: true,
  presenceUntil: true,
  presenceReason: true,
  shift: true,
  shiftEnds: true,
  capacity: true,
  allDepartments: true,
  reviewChannelId: true,
  expiresAt: true,
  disabledAt: true,
  invitationExpiresAt: true,
  _count: { select: { sessions: true } },
  departments: {
    select: { departmentId: true },
    orderBy: { departmentId: "asc" },
  },
} as const satisfies Prisma.AgentSelect;

export type AgentRow = Prisma.AgentGetPayload<{ select: typeof agentSelect }>;

/** Converts a row to the API's shape, without password, invitation and session. Pure. */
export function agentShape(
  row: AgentRow,
  { load, open, snoozed }: InHand = nothingInHand,
): Agent {
  const isSignedIn = row._count.sessions > 0;
  const invitedUntil = row.invitationExpiresAt?.toISOString() ?? null;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    photoUrl: agentPhotoUrl(row.id, row.photoKey),
    role: row.role as Role, // a CHECK constraint allows no other
    departmentIds: row.departments.map(({ departmentId }) => departmentId),
    allDepartments: row.allDepartments,
    reviewChannelId: row.reviewChannelId,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    presence: row.presence as Presence,
    presenceSince: row.presenceSince.toISOString(),
    presenceText: row.presenceText,
    presenceMessage: row.presenceMessage,
    presenceUntil: row.presenceUntil?.toISOString() ?? null,
    presenceReason: row.presenceReason,
    shift: readHours(row.shift),
    shiftEnds: row.shiftEnds as ShiftEnds,
    capacity: row.capacity,
    load,
    openThreads: open,
    snoozedThreads: snoozed,
    disabled: row.disabledAt !== null,
    invitedUntil: isSignedIn ? null : invitedUntil,
  };
}

const VERSION_LENGTH = 12;

/** The address changes with the photo, so that browsers may keep it forever. */
function agentPhotoUrl(agentId: string, photoKey: string | null) {
  if (photoKey === null) return null;
  // A hash, because the storage key stays private.
  const version = truncate(sha256Hex(photoKey), VERSION_LENGTH);
  return `/api/v1/agents/${agentId}/photo?v=${version}`;
}

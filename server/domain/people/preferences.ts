import {
  preferencesSchema,
  type PersonalPreferences,
  type UpdatePreferences,
} from "#contract/people/preferences.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** Returns the actor's settings of the console. */
export async function getPreferences(
  { db }: Context,
  { agentId }: Actor,
): Promise<PersonalPreferences> {
  const [row] = await db.sql.$queryRaw<{ preferences: object }[]>(Prisma.sql`
    select preferences from agent where id = ${agentId}::uuid`);
  return preferencesOf(row?.preferences);
}

/** Changes the given members and leaves the others. */
export async function updatePreferences(
  { db }: Context,
  { agentId }: Actor,
  patch: UpdatePreferences,
): Promise<PersonalPreferences> {
  const [row] = await db.sql.$queryRaw<{ preferences: object }[]>(Prisma.sql`
    update agent set preferences = preferences || ${JSON.stringify(patch)}::jsonb
    where id = ${agentId}::uuid returning preferences`);
  return preferencesOf(row?.preferences);
}

function preferencesOf(stored: object | undefined): PersonalPreferences {
  const parsed = preferencesSchema.partial().safeParse(stored ?? {});
  const {
    keys = null,
    undoSeconds = 0,
    searches = { recent: [], saved: [] },
    displayName = null,
  } = parsed.data ?? {};
  return { keys, undoSeconds, searches, displayName };
}

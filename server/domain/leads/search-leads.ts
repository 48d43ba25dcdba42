import type { Lead } from "#contract/leads/lead.ts";
import { kindsSought } from "#contract/threads/search.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Sought } from "#server/domain/inbox/search.ts";
import { listLeads } from "./leads.ts";

/** Finds the leads that contain the text among those that the actor may see, newest first. Test leads are left out. */
export async function searchLeads(
  context: Context,
  actor: Actor,
  query: Sought,
): Promise<Lead[]> {
  if (!kindsSought(query).has("lead")) return [];
  const { q, channel, after, before, limit } = query;
  const { items } = await listLeads(context, actor, {
    limit,
    q,
    ...(channel ? { page: channel } : {}),
    ...(after ? { from: after.toISOString() } : {}),
    ...(before ? { to: before.toISOString() } : {}),
  });
  return items;
}

import {
  BUILT_IN_VIEWS,
  MAX_COUNTED,
  UNCOUNTED_VIEWS,
  type BuiltInView,
} from "#contract/threads/built-in-views.ts";
import type { ViewCounts } from "#contract/threads/view.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  countVisible,
  type Wanted,
} from "#server/domain/access/list-visible.ts";
import type { Context } from "#server/domain/context.ts";
import { wantedBy } from "./thread-filter.ts";
import { listViews } from "./views.ts";

/**
 * Counts the actor's views, over the threads that they may see. A count ends
 * at MAX_COUNTED, which bounds the work by the number of views and not by the
 * number of threads. Test threads do not count.
 */
export async function countViews(
  context: Context,
  actor: Actor,
): Promise<ViewCounts> {
  const { sql } = context.db;
  const saved = await listViews(sql, actor);
  const filters = [
    ...Object.entries<ThreadFilter>(BUILT_IN_VIEWS),
    // A view that seeks words has no number: each would cost a search of its own.
    ...saved
      .filter(({ filter }) => filter.q === undefined)
      .map(({ id, filter }) => [id, filter] as const),
  ].filter(([key]) => !UNCOUNTED_VIEWS.has(key));
  const wanted = new Map<string, Wanted>();
  for (const [key, filter] of filters)
    wanted.set(
      key,
      key === MENTIONS
        ? unseenMentions(actor)
        : await wantedOf(sql, actor, { archived: false, ...filter }),
    );
  const counts = await countVisible(sql, actor, wanted, MAX_COUNTED);
  return Object.fromEntries(counts);
}

const MENTIONS: BuiltInView = "mentions";

/** Mentions count only until the actor has seen them. */
function unseenMentions({ agentId }: Actor): Wanted {
  const unseen = Prisma.sql`not t.test and t.id = any(array(
      select mn."threadId" from mention mn where mn."agentId" = ${agentId}::uuid and mn."seenAt" is null))`;
  return { conditions: [unseen], areNamed: true };
}

async function wantedOf(
  sql: Pick<Sql, "$queryRaw">,
  actor: Actor,
  filter: ThreadFilter,
): Promise<Wanted> {
  const wanted = await wantedBy(sql, actor, filter);
  wanted.conditions.push(Prisma.sql`not t.test`);
  if (filter.sort === "waiting")
    wanted.conditions.push(Prisma.sql`t."waitingSince" is not null`);
  return wanted;
}

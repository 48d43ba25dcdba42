import type { UpdateChannel } from "#contract/channels/channel-requests.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  lockRoutes,
  requireDestination,
} from "#server/domain/destinations/destination.ts";

type Route = UpdateChannel["route"];

/**
 * Takes the lock of routes, so that no queue is deleted while a channel is
 * pointed at it.
 * @throws AppError invalid_input: a destination is gone.
 */
export async function requireRoute(tx: Sql, route: Route): Promise<void> {
  if (!route) return;
  const rules = route.rules ?? [];
  const named = WAYS.some((way) => route[way]) || rules.length > 0;
  if (!named) return;
  await lockRoutes(tx);
  for (const way of WAYS)
    await requireDestination(tx, `route.${way}`, route[way]);
  for (const [index, { to }] of rules.entries())
    await requireDestination(tx, `route.rules.${index}.to`, to);
}

const WAYS = ["open", "closed", "break", "holiday"] as const;
const WORDS = ["closedMessage", "breakMessage", "holidayMessage"] as const;

/** The columns of the destinations that the input names; null clears one. Pure. */
export function routeColumns(route: Route) {
  const columns: Record<string, string | null> = {};
  for (const way of WAYS) {
    const to = route?.[way];
    if (to === undefined) continue;
    columns[`${way}Type`] = to?.type ?? null;
    columns[`${way}Id`] = to?.id ?? null;
  }
  for (const word of WORDS) {
    const text = route?.[word];
    if (text !== undefined) columns[word] = text === "" ? null : text;
  }
  const { hours, rules, texts } = route ?? {};
  return {
    ...columns,
    ...(hours === undefined
      ? {}
      : { hours: hours === null ? Prisma.DbNull : hours }),
    ...(rules === undefined ? {} : { rules }),
    ...(texts === undefined ? {} : { texts: withoutUndefined(texts) }),
  };
}

function withoutUndefined(texts: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(texts)) as Prisma.InputJsonObject;
}

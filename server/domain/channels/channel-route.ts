import type { UpdateChannel } from "#contract/requests.ts";
import type { Tx } from "#server/db/transaction.ts";
import {
  lockRoutes,
  requireDestination,
} from "#server/domain/routing/destination.ts";

type Route = UpdateChannel["route"];

/**
 * Takes the lock of routes, so that no queue is deleted while a channel is
 * pointed at it.
 * @throws AppError invalid_input: a destination is gone.
 */
export async function requireRoute(tx: Tx, route: Route): Promise<void> {
  if (!route?.open && !route?.closed) return;
  await lockRoutes(tx);
  await requireDestination(tx, "route.open", route.open);
  await requireDestination(tx, "route.closed", route.closed);
}

/** What is named in the input, as columns; null takes away. Pure. */
export function routeColumns(route: Route) {
  const { open, closed, closedMessage } = route ?? {};
  return {
    ...(open === undefined
      ? {}
      : { openType: open?.type ?? null, openId: open?.id ?? null }),
    ...(closed === undefined
      ? {}
      : { closedType: closed?.type ?? null, closedId: closed?.id ?? null }),
    ...(closedMessage === undefined
      ? {}
      : { closedMessage: closedMessage === "" ? null : closedMessage }),
  };
}

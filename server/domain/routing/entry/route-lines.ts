import type { Hop } from "#server/domain/routing/decide/enter.ts";
import type { RouteDecision } from "#server/domain/routing/decide/route.ts";
import type { NewMessage } from "#server/domain/thread/insert-messages.ts";
import { eventLine } from "#server/domain/thread/event-line.ts";
import type { ThreadState } from "#server/domain/thread/thread-state.ts";

/** The lines of a thread that was routed: that the office was closed, and the places that did not keep it. Pure. */
export function routedLines(
  state: ThreadState,
  { office, entry }: Pick<RouteDecision, "office" | "entry">,
  now: Date,
): NewMessage[] {
  const [first] = entry.hops;
  const isPassedOn = entry.isUnassigned || entry.hops.length > 1;
  return [
    ...(office === "open"
      ? []
      : [eventLine(state, null, { type: "arrived_closed" }, now)]),
    ...(first && first.name !== "" && isPassedOn
      ? [
          overflowLine(
            state,
            {
              from: first,
              to: entry.isUnassigned ? null : entry.place,
              reason: first.reason ?? "",
            },
            now,
          ),
        ]
      : []),
  ];
}

type Overflow = {
  from: Pick<Hop, "name">;
  /** Null: there is no place behind it. */
  to: { type: string; id: string; name: string } | null;
  reason: string;
};

/** The line of a thread that a place did not keep. Pure. */
export function overflowLine(
  state: ThreadState,
  { from, to, reason: why }: Overflow,
  now: Date,
): NewMessage {
  const isClosed = why === "outside_hours" || why === "paused";
  const reason = isClosed ? "closed" : why;
  const place = { name: from.name };
  if (to === null)
    return eventLine(state, null, { type: "stranded", place, reason }, now);
  const { type, id, name } = to;
  return eventLine(
    state,
    null,
    { type: "overflowed", place, to: { type, id, name }, reason },
    now,
  );
}

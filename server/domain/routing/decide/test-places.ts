import type { Place, RoutingMap } from "./enter.ts";

/** Queues and ring groups, for the tests of where a thread goes. */

type QueuePlace = Extract<Place, { type: "queue" }>;
type GroupPlace = Extract<Place, { type: "ring_group" }>;

export const to = (id: string, type: Place["type"] = "queue") => ({ type, id });
/** A queue that accepts every thread, except for the given fields. */
export const queue = (
  id: string,
  is: Partial<QueuePlace> = {},
): QueuePlace => ({
  type: "queue",
  id,
  name: id,
  departmentId: null,
  strategy: "ring_all",
  office: "open",
  paused: false,
  loggedIn: 2,
  ready: 2,
  waiting: 0,
  maxWaiting: null,
  maxWaitSeconds: null,
  priority: 0,
  pausedMessage: null,
  overflow: null,
  ...is,
});
export const group = (
  id: string,
  is: Partial<GroupPlace> = {},
): GroupPlace => ({
  type: "ring_group",
  id,
  name: id,
  departmentId: null,
  strategy: "ring_all",
  office: "open",
  members: 2,
  noAnswer: null,
  closed: { out_of_office: null, break: null, holiday: null },
  ...is,
});
export const mapOf =
  (...places: Place[]): RoutingMap =>
  (at) =>
    places.find(({ type, id }) => type === at.type && id === at.id) ?? null;

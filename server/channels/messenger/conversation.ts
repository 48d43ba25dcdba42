import type { FoundSent, WorkKind } from "#server/channels/channel.ts";
import type { PersonTarget } from "#server/channels/messenger/target.ts";
import { personName } from "#server/channels/messenger/person-name.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import { plainError } from "#server/channels/meta/graph-error.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";
import {
  asId,
  asObject,
  asObjects,
  asText,
  asTime,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

/** Only the newest 20 messages of a conversation come with their content. */
const DETAILED_MESSAGES = 20;
/** So many are listed by id where those do not reach back to the attempt. */
const LISTED_MESSAGES = 200;
/** Times there are whole seconds of another clock. */
const CLOCK_SKEW_MS = 10_000;
/**
 * Looks up a message whose sending ended uncertain in the conversation. The
 * metadata cannot be read there, so it is identified by side, content and
 * time; of several equal ones, the oldest that is not excluded. Limit: 2 calls
 * per second and page. Source: Messenger Platform, "Conversations", read
 * 2026-11.
 */
export async function findSent(
  graph: Graph,
  target: PersonTarget,
  sought: WorkKind,
): Promise<FoundSent> {
  const result = await readConversation(
    graph,
    target,
    `id,messages.limit(${DETAILED_MESSAGES}){id,created_time,from,message,attachments}`,
  );
  if (result.kind === "failed") {
    const { error, afterMs } = result;
    return { kind: "unknown", error, afterMs };
  }
  const messages = messagesIn(result.body);
  const from = sought.since.getTime() - CLOCK_SKEW_MS;
  const match = messages
    .filter((message) => isSought(message, target, sought, from))
    .toSorted((a, b) => timeOf(a) - timeOf(b))[0];
  const externalId = asId(match?.["id"]);
  if (match && externalId !== null) {
    return { kind: "found", externalId, at: asTime(match["created_time"]) };
  }
  if (reachesBack(messages, DETAILED_MESSAGES, from)) return { kind: "absent" };
  const seen = new Set(messages.flatMap(({ id }) => asId(id) ?? []));
  return lookAmongIds(graph, target, sought, { from, seen });
}

/** Whether a list of the newest messages is whole, from that time on. */
function reachesBack(
  messages: JsonObject[],
  asked: number,
  from: number,
): boolean {
  return (
    messages.length < asked ||
    messages.some((message) => timeOf(message) < from)
  );
}

/**
 * In a busy conversation the newest messages do not reach back to the attempt.
 * Of the older ones only the ids are told. Where each of them is a message
 * that we have, the one that is sought is not there.
 */
async function lookAmongIds(
  graph: Graph,
  target: PersonTarget,
  { known = [], excluding = [] }: WorkKind,
  { from, seen }: { from: number; seen: ReadonlySet<string> },
): Promise<FoundSent> {
  const result = await readConversation(
    graph,
    target,
    `id,messages.limit(${LISTED_MESSAGES}){id,created_time}`,
  );
  if (result.kind === "failed") {
    const { error, afterMs } = result;
    return { kind: "unknown", error, afterMs };
  }
  const messages = messagesIn(result.body);
  const accounted = new Set([...known, ...excluding, ...seen]);
  const isAccounted = (message: JsonObject) =>
    timeOf(message) < from || accounted.has(asId(message["id"]) ?? "");
  return reachesBack(messages, LISTED_MESSAGES, from) &&
    messages.every(isAccounted)
    ? { kind: "absent" }
    : { kind: "unknown", error: TOO_MANY_SINCE, afterMs: null };
}

/** The person's name as the conversation has it: for profiles that are refused. */
export async function participantName(
  graph: Graph,
  target: PersonTarget,
): Promise<{ kind: "known"; name: string } | ReturnType<typeof toFailure>> {
  const result = await readConversation(graph, target, "participants");
  if (result.kind === "failed") return toFailure(result);
  const name = conversationsIn(result.body)
    .flatMap(({ participants }) => asObjects(asObject(participants)?.["data"]))
    .filter(({ id }) => asId(id) === target.recipientId)
    .map((person) => personName(person["name"]))
    .find((name) => name !== null);
  return name === undefined || name === null
    ? { kind: "refused", error: NO_NAME }
    : { kind: "known", name };
}

const TOO_MANY_SINCE = plainError(
  "uncertain",
  "maybe_sent",
  "More messages have come since than the conversation shows.",
).error;

const NO_NAME = plainError(
  "refused",
  "profile_unavailable",
  "The conversation does not name the person.",
).error;

function readConversation(
  graph: Graph,
  target: PersonTarget,
  fields: string,
): Promise<GraphResult> {
  return graph.call({
    method: "GET",
    path: [target.accountId, "conversations"],
    query: { platform: "messenger", user_id: target.recipientId, fields },
    token: target.accessToken,
    appSecret: target.appSecret,
  });
}

function messagesIn(body: JsonObject): JsonObject[] {
  return conversationsIn(body).flatMap(({ messages }) =>
    asObjects(asObject(messages)?.["data"]),
  );
}

function conversationsIn(body: JsonObject): JsonObject[] {
  return asObjects(body["data"]);
}

function isSought(
  message: JsonObject,
  target: PersonTarget,
  sought: WorkKind,
  from: number,
): boolean {
  const id = asId(message["id"]);
  const isOurs = asId(asObject(message["from"])?.["id"]) === target.accountId;
  const hasFile =
    asObjects(asObject(message["attachments"])?.["data"]).length > 0;
  return (
    isOurs &&
    id !== null &&
    !sought.excluding?.includes(id) &&
    timeOf(message) >= from &&
    hasFile === sought.hasFile &&
    comparable(asText(message["message"])) === comparable(sought.text)
  );
}

function timeOf(message: JsonObject): number {
  return asTime(message["created_time"])?.getTime() ?? 0;
}

/** The vendor trims, and may write white space and accents in another form. */
function comparable(text: string | null): string {
  return (text ?? "").normalize("NFC").replace(/\s+/gu, " ").trim();
}

import type { Profile, ProfileOutcome } from "#server/channels/channel.ts";
import type { VendorError } from "#server/channels/outbound-message.ts";
import type { PersonTarget } from "#server/channels/messenger/target.ts";
import { participantName } from "#server/channels/messenger/conversation.ts";
import { personName } from "#server/channels/messenger/person-name.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import { plainError } from "#server/channels/meta/graph-error.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";
import { asLine, asNumber, asText } from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

const MAX_NAME_LENGTH = 200;
const MAX_LOCALE_LENGTH = 35; // BCP 47 recommends to expect no more
const MAX_HOURS_FROM_UTC = 14;

/**
 * Fetches name and picture of a person. Names have a call of their own,
 * because one field that is not permitted can fail the whole call; locale and
 * time zone follow and may be missing. Where the profile is refused, or empty
 * as it is without the permission, the conversation may still have the name.
 * Source: Messenger Platform, "User profile", read 2026-11.
 */
export async function fetchProfile(
  graph: Graph,
  target: PersonTarget,
): Promise<ProfileOutcome> {
  const names = await readFields(
    graph,
    target,
    "id,name,first_name,last_name,profile_pic",
  );
  if (names.kind === "failed") {
    // Not for an expired token or a limit: the next call would end the same.
    return names.class === "refused"
      ? fromConversation(graph, target, names.error)
      : toFailure(names);
  }
  const profile = readNames(names.body);
  if (profile === null) return fromConversation(graph, target, EMPTY);
  if (profile.name === null) {
    const found = await participantName(graph, target);
    if (found.kind === "later") return found;
    if (found.kind === "known") profile.name = found.name;
  }
  const extras = await readFields(graph, target, "locale,timezone");
  if (extras.kind === "ok") {
    profile.locale = asLine(extras.body["locale"], MAX_LOCALE_LENGTH);
    const hours = asNumber(extras.body["timezone"]);
    if (hours !== null && Math.abs(hours) <= MAX_HOURS_FROM_UTC)
      profile.timezone = hours;
  }
  return { kind: "known", profile };
}

const EMPTY = plainError(
  "refused",
  "profile_permission_missing",
  "The profile came back empty.",
).error;

/** `reason` is the reason that the profile itself was refused with: it is more exact than the fallback's. */
async function fromConversation(
  graph: Graph,
  target: PersonTarget,
  reason: VendorError,
): Promise<ProfileOutcome> {
  const found = await participantName(graph, target);
  switch (found.kind) {
    case "known":
      return {
        kind: "known",
        profile: {
          name: found.name,
          firstName: null,
          lastName: null,
          pictureUrl: null,
          locale: null,
          timezone: null,
        },
      };
    case "later":
      return found;
    case "refused":
      return { kind: "refused", error: reason };
  }
}

function readNames(body: JsonObject): Profile | null {
  const firstName = asLine(body["first_name"], MAX_NAME_LENGTH);
  const lastName = asLine(body["last_name"], MAX_NAME_LENGTH);
  const both = [firstName, lastName].filter((part) => part !== null).join(" ");
  // It is empty where the permission is missing.
  const isEmpty = asText(body["name"]) === null && both === "";
  if (isEmpty) return null;
  const name = personName(body["name"]) ?? personName(both);
  return {
    name,
    // The parts of a stand-in name are none either.
    firstName: name === null ? null : firstName,
    lastName: name === null ? null : lastName,
    pictureUrl: asText(body["profile_pic"]),
    locale: null,
    timezone: null,
  };
}

function readFields(
  graph: Graph,
  target: PersonTarget,
  fields: string,
): Promise<GraphResult> {
  return graph.call({
    method: "GET",
    path: [target.recipientId],
    query: { fields },
    token: target.accessToken,
    appSecret: target.appSecret,
  });
}

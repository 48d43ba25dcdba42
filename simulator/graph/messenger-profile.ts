import type { SimPage, World } from "../world/model.ts";
import { refuse } from "./errors.ts";
import { checkProfileRate } from "./limits.ts";
import { answer, type GraphReply } from "./reply.ts";
import { listParam, type GraphRequest } from "./request.ts";

/** Source: Messenger Platform, "Messenger Profile API", read 2026-11. */
const GREETING_LENGTH = 160;
const ICE_BREAKERS = 4;
const QUESTION_LENGTH = 80;
const MENU_ITEMS = 20;
const TITLE_LENGTH = 30;
const PAYLOAD_LENGTH = 1000;

const PROFILE_FIELDS = [
  "get_started",
  "greeting",
  "ice_breakers",
  "persistent_menu",
  "whitelisted_domains",
  "account_linking_url",
  "commands",
];

/** GET, POST, DELETE /{page-id}/messenger_profile */
export function messengerProfile(
  world: World,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  const { params } = request;
  const profile = page.messengerProfile;
  checkProfileRate(world, page.id);
  if (request.method === "GET") {
    const asked = listParam(params, "fields");
    const shown = Object.fromEntries(
      asked
        .filter((name) => name in profile)
        .map((name) => [name, profile[name]]),
    );
    return answer({ data: Object.keys(shown).length === 0 ? [] : [shown] });
  }
  if (request.method === "DELETE") {
    const gone = listParam(params, "fields");
    if (
      gone.includes("get_started") &&
      !gone.includes("persistent_menu") &&
      "persistent_menu" in profile
    )
      throw refuse.badParameter(
        "You must delete the persistent menu before the Get Started button.",
      );
    for (const name of gone) delete profile[name];
    world.bus.emit({ type: "world" });
    return answer({ result: "success" });
  }
  const given = PROFILE_FIELDS.filter((name) => params[name] !== undefined);
  if (given.length === 0)
    throw refuse.badParameter(
      `Requires one of the params: ${PROFILE_FIELDS.join(", ")}`,
    );
  if (
    given.includes("persistent_menu") &&
    !given.includes("get_started") &&
    !("get_started" in profile)
  )
    throw refuse.badParameter(
      "You must set a Get Started button if you also wish to use persistent menu.",
    );
  checkParts(params);
  for (const name of given) profile[name] = params[name];
  world.bus.emit({ type: "world" });
  return answer({ result: "success" });
}

/** Lengths and counts, in the words of Meta's refusals. @throws GraphError */
function checkParts(params: Record<string, unknown>): void {
  for (const part of ["greeting", "ice_breakers", "persistent_menu"] as const) {
    const entries = params[part];
    if (entries === undefined) continue;
    if (!Array.isArray(entries) || entries.length === 0)
      throw refuse.badParameter(`Param ${part} must be a non-empty array.`);
    const locales = entries.map((entry: Entry) => entry.locale);
    if (!locales.includes("default"))
      throw refuse.badParameter(
        `Param ${part} must have an entry with locale "default".`,
      );
    entries.forEach((entry: Entry, index) => checkEntry(part, entry, index));
  }
}

type Entry = {
  locale?: string;
  text?: string;
  call_to_actions?: {
    question?: string;
    title?: string;
    type?: string;
    url?: string;
    payload?: string;
  }[];
};

function checkEntry(
  part: "greeting" | "ice_breakers" | "persistent_menu",
  { text = "", call_to_actions: actions = [] }: Entry,
  index: number,
): void {
  const at = `${part}[${index}]`;
  if (part === "greeting")
    return checkLength(`${at}['text']`, text, GREETING_LENGTH);
  const most = part === "ice_breakers" ? ICE_BREAKERS : MENU_ITEMS;
  if (actions.length === 0 || actions.length > most)
    throw refuse.badParameter(
      `Param ${at}['call_to_actions'] must have 1 to ${most} items.`,
    );
  actions.forEach((action, item) => {
    const place = `${at}['call_to_actions'][${item}]`;
    if (part === "ice_breakers") {
      checkLength(`${place}['question']`, action.question, QUESTION_LENGTH);
      checkLength(`${place}['payload']`, action.payload, PAYLOAD_LENGTH);
      return;
    }
    checkLength(`${place}['title']`, action.title, TITLE_LENGTH);
    if (action.type === "postback")
      return checkLength(`${place}['payload']`, action.payload, PAYLOAD_LENGTH);
    if (action.type !== "web_url" || !isPublic(action.url ?? ""))
      throw refuse.badParameter(
        `Param ${place}['url'] should represent a valid URL`,
      );
  });
}

function checkLength(at: string, text = "", most: number): void {
  if (text === "" || [...text].length > most)
    throw refuse.badParameter(
      `Param ${at} must have between 1 and ${most} characters.`,
    );
}

/** Meta refuses links to a host that no other machine can know. */
function isPublic(url: string): boolean {
  return URL.canParse(url) && new URL(url).hostname.includes(".");
}

import {
  GET_STARTED_PAYLOAD,
  noTexts,
  settleWelcome,
  type Welcome,
  type WelcomeTexts,
} from "#contract/channels/welcome.ts";
import type {
  WelcomeOutcome,
  WelcomeTexts as WelcomePort,
  WelcomeWritten,
} from "#server/channels/welcome.ts";
import { credentials } from "#server/channels/messenger/page.ts";
import { toPage, type PageTarget } from "#server/channels/messenger/target.ts";
import {
  asFlag,
  asList,
  asObject,
  asObjects,
  asText,
  type JsonObject,
} from "#server/channels/common/json.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphFailure } from "#server/channels/meta/graph.ts";

/**
 * The page's Messenger profile. Meta has a list by language for each part;
 * Parley has all parts of a language together. Meta limits reading and writing
 * to ten calls in ten minutes, so a save makes no call that it can do without.
 * Source: Messenger Platform, "Messenger Profile API", read 2026-11.
 */
export function welcomeTexts(graph: Graph): WelcomePort {
  return {
    read: (account) => read(graph, toPage(account)),
    write: (account, welcome) => write(graph, toPage(account), welcome),
  };
}

const FIELDS = [
  "get_started",
  "greeting",
  "ice_breakers",
  "persistent_menu",
] as const;
type ProfileField = (typeof FIELDS)[number];

async function read(graph: Graph, target: PageTarget): Promise<WelcomeOutcome> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId, "messenger_profile"],
    query: { fields: FIELDS.join(",") },
    ...credentials(target),
  });
  if (result.kind === "failed") return toFailure(result);
  const parts = asObjects(result.body["data"]);
  return { kind: "read", ...toWelcome(parts) };
}

async function write(
  graph: Graph,
  target: PageTarget,
  welcome: Welcome,
): Promise<WelcomeWritten> {
  const { languages } = welcome;
  const profile = toProfile(welcome);
  const wanted = FIELDS.filter((field) => profile[field] !== undefined);
  const call = {
    path: [target.accountId, "messenger_profile"],
    ...credentials(target),
  };
  if (wanted.length > 0) {
    const result = await graph.call({
      ...call,
      method: "POST",
      body: { json: profile },
    });
    if (result.kind === "failed") return toRefused(result, languages);
  }
  const unwanted = FIELDS.filter((field) => profile[field] === undefined);
  if (unwanted.length > 0) {
    const result = await graph.call({
      ...call,
      method: "DELETE",
      body: { json: { fields: unwanted } },
    });
    if (result.kind === "failed") return toRefused(result, languages);
  }
  return { kind: "written" };
}

function toProfile(welcome: Welcome): Partial<Record<ProfileField, unknown>> {
  const { getStarted, languages } = settleWelcome(welcome);
  const list = (
    part: "greeting" | "questions" | "menu",
    entry: (texts: WelcomeTexts) => JsonObject,
  ) => {
    const entries = languages
      .filter((texts) => texts[part].length > 0)
      .map((texts) => ({ locale: texts.locale, ...entry(texts) }));
    return entries.length > 0 ? entries : undefined;
  };
  const profile = {
    get_started: getStarted ?? undefined,
    greeting: list("greeting", ({ greeting }) => ({ text: greeting })),
    ice_breakers: list("questions", ({ questions }) => ({
      call_to_actions: questions.map(({ text, payload }) => ({
        question: text,
        payload: payload ?? text,
      })),
    })),
    persistent_menu: list("menu", ({ menu }) => ({
      composer_input_disabled: false,
      call_to_actions: menu.map(({ title, url, payload }) =>
        url === null
          ? { type: "postback", title, payload: payload ?? title }
          : { type: "web_url", title, url },
      ),
    })),
  };
  return Object.fromEntries(
    Object.entries(profile).filter(([, value]) => value !== undefined),
  );
}

function toWelcome(parts: JsonObject[]): {
  welcome: Welcome;
  hasMore: boolean;
} {
  const texts = new Map([[noTexts().locale, noTexts()]]);
  const of = (entry: JsonObject): WelcomeTexts => {
    const locale = asText(entry["locale"]) ?? noTexts().locale;
    const found = texts.get(locale) ?? noTexts(locale);
    texts.set(locale, found);
    return found;
  };
  const all = (field: ProfileField) =>
    parts.flatMap((part) => asObjects(part[field]));
  for (const entry of all("greeting"))
    of(entry).greeting = asText(entry["text"]) ?? "";
  // Meta has also answered with the entries themselves, and keeps an old form without languages.
  const breakers = [
    ...all("ice_breakers"),
    ...parts.filter((part) => "call_to_actions" in part),
  ];
  for (const entry of breakers)
    of(entry).questions.push(
      ...("call_to_actions" in entry
        ? asObjects(entry["call_to_actions"])
        : [entry]
      ).flatMap(toQuestion),
    );
  let hasMore = false;
  for (const entry of all("persistent_menu")) {
    const items = asObjects(entry["call_to_actions"]);
    const read = items.flatMap(toItem);
    of(entry).menu.push(...read);
    hasMore ||=
      read.length < items.length ||
      asFlag(entry["composer_input_disabled"]) ||
      asList(entry["disabled_surfaces"]).length > 0;
  }
  const button = parts
    .map((part) => asObject(part["get_started"]))
    .find((found) => found !== null);
  return {
    welcome: settleWelcome({
      getStarted: button
        ? { payload: asText(button["payload"]) ?? GET_STARTED_PAYLOAD }
        : null,
      languages: [...texts.values()],
    }),
    hasMore,
  };
}

function toQuestion(entry: JsonObject): WelcomeTexts["questions"] {
  const text = asText(entry["question"]);
  if (text === null) return [];
  return [{ text, payload: unless(text, asText(entry["payload"])) }];
}

/** Submenus, of an old version, have no place. */
function toItem(entry: JsonObject): WelcomeTexts["menu"] {
  const title = asText(entry["title"]);
  if (title === null) return [];
  const url = asText(entry["url"]);
  switch (asText(entry["type"])) {
    case "web_url":
      return url === null ? [] : [{ title, url, payload: null }];
    case "postback":
      return [
        { title, url: null, payload: unless(title, asText(entry["payload"])) },
      ];
    default:
      return [];
  }
}

function unless(shown: string, payload: string | null): string | null {
  return payload === shown ? null : payload;
}

/** `persistent_menu[0][call_to_actions][1][title]`, in Meta's spellings. */
const PLACE =
  /\b(get_started|greeting|ice_breakers|persistent_menu)\b(?:\W*?(\d+))?(?:\W*?call_to_actions\W*?(\d+))?(?:\W{1,4}(title|url|question|text)\b)?/;

const PARTS = {
  greeting: "greeting",
  ice_breakers: "questions",
  persistent_menu: "menu",
} as const;

function toRefused(
  failure: GraphFailure,
  languages: WelcomeTexts[],
): WelcomeWritten {
  const outcome = toFailure(failure);
  return { ...outcome, path: pathOf(outcome.error.message, languages) };
}

/** The member of `Welcome` that Meta's words name; null: none. */
function pathOf(message: string, languages: WelcomeTexts[]): string | null {
  const [, field, index, item, member] = PLACE.exec(message) ?? [];
  if (field === undefined) return null;
  if (field === "get_started") return "getStarted";
  const part = PARTS[field as keyof typeof PARTS];
  const sent = settleWelcome({ getStarted: null, languages }).languages.filter(
    (texts) => texts[part].length > 0,
  );
  const locale = sent[Number(index ?? 0)]?.locale;
  const place = languages.findIndex((texts) => texts.locale === locale);
  if (place === -1) return null;
  const list = `languages.${place}.${part}`;
  if (part === "greeting" || item === undefined) return list;
  if (part === "questions") return `${list}.${item}.text`;
  return `${list}.${item}.${member === "url" ? "url" : "title"}`;
}

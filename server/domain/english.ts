import fs from "node:fs";
import path from "node:path";
import type { SendErrorKey } from "#contract/channels/rules/send-errors.ts";
import type { LoginError } from "#contract/channels/login.ts";
import type messages from "#messages/en.json";

// Read, not imported: the pages' build compiles the catalogs to code, and Node
// would import them only as JSON. The server runs in the repository's folder.
const en = JSON.parse(
  fs.readFileSync(
    path.join(/*turbopackIgnore: true*/ process.cwd(), "messages", "en.json"),
    "utf8",
  ),
) as typeof messages;

/**
 * The English that API and console share. The API always answers in English,
 * the console translates by the code, so both read the same catalog.
 */
type Advice = {
  /** The event, in one sentence. */
  message: string;
  /** The next step for the reader. */
  fix: string;
};

type Texts = Partial<Record<string, Advice>>;

const sendErrors: Texts = en.sendErrors;
const ownSendErrors: Partial<Record<string, { sendErrors: Texts }>> =
  en.kindWords;
const problems: Texts = en.settings.channels.problems;
const ownProblems: Partial<Record<string, { problems: Texts }>> = {
  messenger: en.settings.channels.messenger,
  api: en.settings.channels.api,
};

/** Why a message was not sent: in the words of the channel's kind, where it has words of its own. */
export function sendErrorText(key: SendErrorKey, kind?: string): Advice {
  return (
    ownSendErrors[kind ?? ""]?.sendErrors[key] ??
    sendErrors[key] ??
    en.sendErrors.unknown
  );
}

/** A channel's problem in the words of its kind. Undefined: a code of a newer version. */
export function channelProblemText(
  code: string,
  kind: string,
): Advice | undefined {
  return ownProblems[kind]?.problems[code] ?? problems[code];
}

/** Why signing in at a vendor led to nothing, by its code. */
export const loginErrorTexts: Record<LoginError, Advice> =
  en.settings.channels.facebook.errors;

/** Why an account of a login was not connected, by its code. */
export const loginPageTexts = en.settings.channels.facebook
  .failures satisfies Record<string, Advice>;

/** Why a value is refused, by its code. */
export const fieldErrorTexts = en.form.server;
export type FieldErrorCode = keyof typeof fieldErrorTexts;

/** Why a request is refused, by its code. */
export const errorTexts = en.errors;

/** Why a right is given or refused, by its code. */
export const reasonTexts = en.settings.rights.reasons;

/** The next step for each line of the checklist of Meta's app review. */
export const checkTexts = Object.fromEntries(
  Object.entries(en.settings.review.checks).map(([key, { how }]) => [key, how]),
) as Record<keyof typeof en.settings.review.checks, string>;

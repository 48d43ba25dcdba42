import fs from "node:fs";
import path from "node:path";
import type { SendErrorKey } from "#contract/channels/send-errors.ts";
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
  /** What happened, in one sentence. */
  message: string;
  /** What to do now. */
  fix: string;
};

/** Why a message was not sent, by its key. */
export const sendErrorTexts: Record<SendErrorKey, Advice> = en.sendErrors;

/** What is wrong with a connected page, by its code. */
export const channelProblemTexts = en.settings.channels
  .problems satisfies Record<string, Advice>;

/** Why a value is refused, by its code. */
export const fieldErrorTexts = en.form.server;
export type FieldErrorCode = keyof typeof fieldErrorTexts;

/** Why a request is refused, by its code. */
export const errorTexts = en.errors;

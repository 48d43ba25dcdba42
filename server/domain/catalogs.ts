import fs from "node:fs";
import path from "node:path";
import type { Locale } from "#contract/base/locales.ts";
import type messages from "#messages/en.json";

/** The texts that the server itself writes: mails, transcripts as PDF, and exports of a person. */
export type Catalog = Pick<
  typeof messages,
  "mail" | "transcript" | "personExport"
> & {
  settings: {
    channels: { problems: object };
    dataRequests: Pick<typeof messages.settings.dataRequests, "kinds">;
  };
  thread: Pick<typeof messages.thread, "kinds">;
  consents: Pick<
    typeof messages.consents,
    "given" | "withdrawn" | "notGiven" | "purposes"
  >;
};

const catalogs = new Map<Locale, Catalog>();

/** Reads the texts of a language once. */
export function catalogOf(locale: Locale): Catalog {
  const known = catalogs.get(locale);
  if (known) return known;
  // Read, not imported: see english.ts. Only what the server writes is kept.
  const file = path.join(
    /*turbopackIgnore: true*/ process.cwd(),
    "messages",
    `${locale}.json`,
  );
  const { mail, transcript, personExport, settings, thread, consents } =
    JSON.parse(fs.readFileSync(file, "utf8")) as typeof messages;
  const catalog = {
    mail,
    transcript,
    personExport,
    consents,
    settings: {
      channels: { problems: settings.channels.problems },
      dataRequests: { kinds: settings.dataRequests.kinds },
    },
    thread: { kinds: thread.kinds },
  };
  catalogs.set(locale, catalog);
  return catalog;
}

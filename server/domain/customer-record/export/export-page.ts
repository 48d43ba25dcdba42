import type { Locale } from "#contract/base/locales.ts";
import type { ConsentEntry } from "#contract/customers/consent.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { catalogOf } from "#server/domain/catalogs.ts";
import type { ExportedRequest } from "./export-requests.ts";
import type {
  ExportedFile,
  ExportedLead,
  ExportedMessage,
  ExportedNote,
  ExportedBlock,
  ExportedStage,
  ExportedThread,
} from "./export-rows.ts";

/** The export of a person as pages that open from the disk: nothing is loaded, and no text becomes code. */

export type ExportReader = { locale: Locale; timeZone: string };

export type ExportedPerson = {
  at: Date;
  customer: Customer;
  /** By the ids of channels. */
  channelNames: ReadonlyMap<string, string>;
  /** The names of customer fields, by their keys. */
  fieldNames: ReadonlyMap<string, string>;
  stage: string | null;
  consents: ConsentEntry[];
  leads: ExportedLead[];
  stages: ExportedStage[];
  blocks: ExportedBlock[];
  requests: ExportedRequest[];
  /** Null: the export has no notes. */
  notes: ExportedNote[] | null;
  threads: ExportedThread[];
};

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1.5rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}
.quiet{color:color-mix(in srgb,currentColor 68%,transparent);font-size:.875rem}dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.25rem 1rem;margin:0}
dt{color:color-mix(in srgb,currentColor 68%,transparent)}dd{margin:0}ul{padding-inline-start:1.25rem;margin:0}a{color:LinkText}
.m{border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:.75rem;padding:.5rem .75rem;margin:.5rem 0;max-width:85%;width:fit-content}
.out{margin-inline-start:auto;background:color-mix(in srgb,currentColor 7%,transparent)}.note{border-style:dashed}
.m p{margin:.125rem 0;white-space:pre-wrap}img{display:block;max-width:100%;max-height:20rem;border-radius:.5rem;margin:.25rem 0}
@media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}.m{max-width:100%}}`;

/** Pure. */
export function escapeHtml(text: string): string {
  return text.replaceAll(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}

/** A text from outside: it sets its own direction and leaves that of its neighbors alone. Pure. */
const said = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`;

/** Pure. */
export function pageHead(
  { locale }: ExportReader,
  { title, lead }: { title: string; lead: string },
): string {
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${said(title)}</h1><p class="quiet">${lead}</p>
`;
}

export const PAGE_TAIL = "</body></html>\n";

/** The page of a conversation. Pure. */
export function threadPath(index: number): string {
  return `conversations/${String(index + 1).padStart(3, "0")}.html`;
}

/** The first page: everything but the conversations, which it links to. Pure. */
export function indexPage(
  person: ExportedPerson,
  reader: ExportReader,
): string {
  const { personExport: words } = catalogOf(reader.locale);
  const { customer, at, threads } = person;
  const { moment } = timesOf(reader);
  const title = words.title.replace("{name}", () => customer.name);
  const made = words.made.replace(
    "{time}",
    () => `${moment(at)} (${reader.timeZone})`,
  );
  const parts = [
    section(words.details, detailsOf(person, reader)),
    section(
      words.conversations,
      listOf(
        threads.map(
          ({ channel, createdAt }, index) =>
            `<a href="${threadPath(index)}">${said(channel)}</a> <span class="quiet">${escapeHtml(moment(createdAt))}</span>`,
        ),
        words.nothing,
      ),
    ),
    section(words.consents, consentsOf(person, reader)),
    section(words.leads, leadsOf(person, reader)),
    section(
      words.stages,
      listOf(
        person.stages.map(
          ({ from, to, at: when }) =>
            `${said(from ?? words.noStage)} → ${said(to ?? words.noStage)} <span class="quiet">${escapeHtml(moment(when))}</span>`,
        ),
        words.nothing,
      ),
    ),
    section(
      words.blocks,
      listOf(
        person.blocks.map(
          ({ blocked, until, reason, at: when }) =>
            `${said(blocked ? words.blocked : words.unblocked)}${reason && `: ${said(reason)}`} <span class="quiet">${escapeHtml([when, ...(until ? [until] : [])].map((time) => moment(time)).join(" – "))}</span>`,
        ),
        words.nothing,
      ),
    ),
    section(words.requests, requestsOf(person, reader)),
  ];
  if (person.notes !== null)
    parts.push(
      section(
        words.notes,
        listOf(
          person.notes.map(
            ({ author, text, createdAt }) =>
              `${said(text)} <span class="quiet">${said(author)}, ${escapeHtml(moment(createdAt))}</span>`,
          ),
          words.nothing,
        ),
      ),
    );
  return (
    pageHead(reader, { title, lead: escapeHtml(made) }) +
    parts.join("") +
    `<p class="quiet">${escapeHtml(words.machine)} <a href="data.json">data.json</a></p>${PAGE_TAIL}`
  );
}

function section(title: string, content: string): string {
  return `<h2>${escapeHtml(title)}</h2>${content}\n`;
}

function listOf(items: string[], nothing: string): string {
  if (items.length === 0) return `<p class="quiet">${escapeHtml(nothing)}</p>`;
  return `<ul>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`;
}

function pairs(items: (readonly [string, string | null])[]): string {
  const known = items.filter(([, value]) => value !== null && value !== "");
  return `<dl>${known.map(([name, value]) => `<dt>${said(name)}</dt><dd>${said(value ?? "")}</dd>`).join("\n")}</dl>`;
}

/** A value of a field or an answer as text; null: none. Pure. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value.flatMap((one) => textOf(one) ?? []).join(", ");
  return JSON.stringify(value);
}

function detailsOf(
  { customer, channelNames, fieldNames, stage }: ExportedPerson,
  reader: ExportReader,
): string {
  const { personExport: words } = catalogOf(reader.locale);
  const shown = new Set(["email", "phone"]);
  return pairs([
    [words.name, customer.name],
    [words.aliases, customer.aliases.join(", ")],
    [words.email, customer.email],
    [words.phone, customer.phone],
    [words.language, customer.locale],
    [words.stage, stage],
    [words.labels, customer.labels.map(({ name }) => name).join(", ")],
    ...Object.entries(customer.fields).flatMap(([key, value]) =>
      shown.has(key)
        ? []
        : [[fieldNames.get(key) ?? key, textOf(value)] as const],
    ),
    ...customer.identities.map(
      ({ channelId, externalId }) =>
        [channelNames.get(channelId) ?? words.channel, externalId] as const,
    ),
    [words.since, timesOf(reader).moment(new Date(customer.createdAt))],
  ]);
}

function consentsOf(
  { consents }: ExportedPerson,
  reader: ExportReader,
): string {
  const { personExport: words, consents: of } = catalogOf(reader.locale);
  const { moment } = timesOf(reader);
  return listOf(
    consents.map(({ purpose, given, text, at }) => {
      const state = given ? of.given : of.withdrawn;
      const quote = text === null ? "" : ` – ${said(text)}`;
      return `${escapeHtml(of.purposes[purpose])}: ${escapeHtml(state)}${quote} <span class="quiet">${escapeHtml(moment(new Date(at)))}</span>`;
    }),
    words.nothing,
  );
}

function requestsOf(
  { requests }: ExportedPerson,
  reader: ExportReader,
): string {
  const { personExport: words, settings } = catalogOf(reader.locale);
  const { moment } = timesOf(reader);
  return listOf(
    requests.map(({ kind, receivedAt, answeredAt, answer }) => {
      const times = [receivedAt, ...(answeredAt ? [answeredAt] : [])];
      const text =
        answer === null
          ? ""
          : `<p style="white-space:pre-wrap">${said(answer)}</p>`;
      return `${escapeHtml(settings.dataRequests.kinds[kind])} <span class="quiet">${escapeHtml(times.map((time) => moment(time)).join(" – "))}</span>${text}`;
    }),
    words.nothing,
  );
}

function leadsOf({ leads }: ExportedPerson, reader: ExportReader): string {
  const { personExport: words, consents: of } = catalogOf(reader.locale);
  const { moment } = timesOf(reader);
  if (leads.length === 0) return listOf([], words.nothing);
  const named = new Map([
    ["name", words.name],
    ["email", words.email],
    ["phone", words.phone],
  ]);
  return leads
    .map(({ createdTime, contact, answers, consents }) => {
      const { fields, ...plain } = contact;
      const own = Object.entries({
        ...plain,
        ...(typeof fields === "object" ? fields : {}),
      });
      return `<h3>${escapeHtml(moment(createdTime))}</h3>${pairs([
        ...own.map(
          ([key, value]) => [named.get(key) ?? key, textOf(value)] as const,
        ),
        ...answers.map(({ label, values }) => [label, textOf(values)] as const),
        ...consents.map(
          ({ text, given }) => [text, given ? of.given : of.notGiven] as const,
        ),
      ])}`;
    })
    .join("");
}

/** One message of a conversation's page. Pure. */
export function messageBlock(
  message: ExportedMessage,
  files: ExportedFile[],
  { customer, reader }: { customer: Customer; reader: ExportReader },
): string {
  const { personExport: words, transcript } = catalogOf(reader.locale);
  const author =
    message.direction === "in" && message.kind !== "note"
      ? customer.name
      : (message.authorName ?? words.company);
  const details = [timesOf(reader).moment(message.sentAt)];
  if (message.kind === "note") details.push(transcript.note);
  if (message.status === "failed") details.push(transcript.failed);
  if (message.editedAt !== null) details.push(transcript.edited);
  if (message.deletedAt !== null) details.push(words.deleted);
  const name = message.kind === "note" ? "m note" : `m ${message.direction}`;
  const text =
    message.text === null
      ? ""
      : `<p dir="auto">${escapeHtml(message.text)}</p>`;
  return `<div class="${name}"><span class="quiet">${said(author)} · ${escapeHtml(details.join(" · "))}</span>${text}${files.map((file) => fileBlock(file, words)).join("")}</div>
`;
}

const SHOWN = /^image\/(?:jpeg|png|gif|webp|avif|bmp)$/;

function fileBlock(
  { name, type, mimeType, path }: ExportedFile,
  words: ReturnType<typeof catalogOf>["personExport"],
): string {
  const title = name ?? type;
  if (path === null)
    return `<p class="quiet">${said(title)} (${escapeHtml(words.notKept)})</p>`;
  const href = `../${path.split("/").map(encodeURIComponent).join("/")}`;
  const picture = SHOWN.test(mimeType ?? "")
    ? `<img src="${href}" alt="" loading="lazy">`
    : "";
  return `<p><a href="${href}">${picture}${said(title)}</a></p>`;
}

/** Pure. */
export function timesOf({ locale, timeZone }: ExportReader): {
  moment: (at: Date) => string;
} {
  // Chinese has one clock everywhere, of 24 hours.
  const hours = locale === "en" ? {} : ({ hourCycle: "h23" } as const);
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
    ...hours,
  });
  return { moment: (at) => format.format(at) };
}

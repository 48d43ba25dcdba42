import type { Locale } from "#contract/base/locales.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import { catalogOf } from "#server/domain/catalogs.ts";
import type { Context } from "#server/domain/context.ts";
import { allConsents } from "#server/domain/customers/consents.ts";
import { readCustomer } from "#server/domain/customers/customers.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { readPrivacySettings } from "#server/domain/settings/privacy.ts";
import { zipStream, type ZipEntry } from "#server/runtime/zip/zip-stream.ts";
import { jobOfLink } from "./export-link.ts";
import {
  indexPage,
  messageBlock,
  PAGE_TAIL,
  pageHead,
  threadPath,
  timesOf,
  type ExportedPerson,
  type ExportReader,
} from "./export-page.ts";
import { requestsOf } from "./export-requests.ts";
import {
  filesOf,
  leadsOf,
  messagesOf,
  notesOf,
  blocksOf,
  stagesOf,
  threadsOf,
  type ExportedFile,
  type ExportedMessage,
} from "./export-rows.ts";

/** The author of a download: whoever has the link. */
const LINK: AuditActor = { agentId: null, name: "Export link", role: "owner" };

export type ExportArchive = {
  name: string;
  /** Null: it was only asked whether the link is good. */
  body: ReadableStream<Uint8Array> | null;
};

/**
 * Opens the ZIP that a link leads to: pages to read, the same as JSON, and the files. It is made while it is
 * downloaded, from the data of that moment, and each download is an entry of the audit log.
 * @throws AppError not_found: no link of ours, older than a week, ended by a merge, or of an erased person
 */
export async function openExport(
  context: Context,
  link: string,
  { isAsked } = { isAsked: true },
): Promise<ExportArchive> {
  const { jobId, customerId, locale } = await jobOfLink(context, link);
  const { sql } = context.db;
  const [living] = await sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select id from customer where id = ${customerId}::uuid and "erasedAt" is null`,
  );
  if (!living) throw new AppError("not_found", { customerId });
  const name = `data-${customerId}.zip`;
  if (!isAsked) return { name, body: null };
  const target = { type: "customer", id: customerId };
  await inSqlTransaction(context.db, (tx) =>
    writeAudit(tx, LINK, "customer.export_downloaded", target, { jobId }),
  );
  const made = await readPerson(context, customerId, locale);
  // A merge meanwhile may have mixed two people in what was read. Later ones leave it alone.
  await jobOfLink(context, link);
  return { name, body: zipStream(logged(context, entriesOf(context, made))) };
}

type Made = {
  person: ExportedPerson;
  reader: ExportReader;
  avatarKey: string | null;
};

async function readPerson(
  { db, clock }: Context,
  customerId: string,
  locale: Locale,
): Promise<Made> {
  const { sql, prisma } = db;
  const [settings, { timeZone }] = await Promise.all([
    readPrivacySettings(sql),
    readCompany(sql),
  ]);
  const [
    customer,
    consents,
    leads,
    stages,
    blocks,
    requests,
    notes,
    threads,
    more,
  ] = await Promise.all([
    readCustomer(prisma, customerId),
    allConsents(sql, customerId),
    leadsOf(sql, customerId),
    stagesOf(sql, customerId),
    blocksOf(sql, customerId),
    requestsOf(sql, customerId, locale),
    settings.exportNotes ? notesOf(sql, customerId) : null,
    threadsOf(sql, customerId),
    sql.$queryRaw<
      {
        avatarKey: string | null;
        stage: string | null;
        channels: [string, string][];
        fields: [string, string][];
      }[]
    >(Prisma.sql`
        select c."avatarKey", s.name as stage,
          (select coalesce(jsonb_agg(jsonb_build_array(ch.id, ch.name)), '[]') from identity i
            join channel ch on ch.id = i."channelId" where i."customerId" = c.id) as channels,
          (select coalesce(jsonb_agg(jsonb_build_array(f.key, f.name)), '[]') from customer_field f) as fields
        from customer c left join customer_stage s on s.id = c."stageId" where c.id = ${customerId}::uuid`),
  ]);
  const [names] = more;
  return {
    avatarKey: names?.avatarKey ?? null,
    reader: { locale, timeZone: timeZone || "UTC" },
    person: {
      at: clock.now(),
      customer,
      consents,
      leads: settings.exportNotes
        ? leads
        : leads.map(({ notesAndCalls: _, ...lead }) => lead),
      stages,
      blocks,
      requests,
      notes,
      threads,
      stage: names?.stage ?? null,
      channelNames: new Map(names?.channels),
      fieldNames: new Map(names?.fields),
    },
  };
}

async function* entriesOf(
  context: Context,
  made: Made,
): AsyncGenerator<ZipEntry> {
  const { person, reader, avatarKey } = made;
  const { at, threads } = person;
  const text = (path: string, content: AsyncIterable<string>) => ({
    path,
    at,
    compress: true,
    content,
  });
  yield text("index.html", once(indexPage(person, reader)));
  for (const index of threads.keys())
    yield text(threadPath(index), threadPage(context, made, index));
  yield text("data.json", dataOf(context, made));
  if (avatarKey !== null && (await isThere(context, avatarKey)))
    yield {
      path: "files/picture",
      at,
      compress: false,
      content: context.files.read(avatarKey),
    };
  for (const { id } of threads)
    for await (const page of messagesWithFiles(context, made, id))
      for (const { path, storageKey, createdAt } of page.files)
        if (path !== null && storageKey !== null)
          yield {
            path,
            at: createdAt,
            compress: false,
            content: context.files.read(storageKey),
          };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** Logs an error that ends the download: its reader sees only that it broke off. */
async function* logged(
  { log }: Context,
  entries: AsyncIterable<ZipEntry>,
): AsyncGenerator<ZipEntry> {
  try {
    yield* entries;
  } catch (error) {
    log.error({ err: error }, "an export broke off");
    throw error;
  }
}

type Page = { messages: ExportedMessage[]; files: ExportedFile[] };

/** A conversation in parts. A file whose bytes are gone has no path. */
async function* messagesWithFiles(
  context: Context,
  { person }: Made,
  threadId: string,
): AsyncGenerator<Page> {
  const { sql } = context.db;
  const notes = person.notes !== null;
  for await (const messages of messagesOf(sql, threadId, { notes })) {
    const found = await filesOf(
      sql,
      messages.map(({ id }) => id),
    );
    const files: ExportedFile[] = [];
    for (const file of found) {
      const { storageKey } = file;
      const kept = storageKey !== null && (await isThere(context, storageKey));
      files.push(kept ? file : { ...file, path: null, storageKey: null });
    }
    yield { messages, files };
  }
}

async function isThere({ files }: Context, key: string): Promise<boolean> {
  try {
    await files.size(key);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "file_gone") return false;
    throw error;
  }
}

async function* threadPage(
  context: Context,
  made: Made,
  index: number,
): AsyncGenerator<string> {
  const { person, reader } = made;
  const thread = person.threads[index];
  if (!thread) return;
  const { personExport: words } = catalogOf(reader.locale);
  const since = timesOf(reader).moment(thread.createdAt);
  yield pageHead(reader, {
    title: thread.channel,
    lead: `<a href="../index.html">${words.back}</a> · ${since}`,
  });
  const { customer } = person;
  for await (const { messages, files } of messagesWithFiles(
    context,
    made,
    thread.id,
  )) {
    const byMessage = Map.groupBy(files, ({ messageId }) => messageId);
    for (const message of messages)
      yield messageBlock(message, byMessage.get(message.id) ?? [], {
        customer,
        reader,
      });
  }
  yield PAGE_TAIL;
}

/** The data as JSON, with the members of `GET /customers/{id}/export/{jobId}`. */
async function* dataOf(context: Context, made: Made): AsyncGenerator<string> {
  const {
    at,
    customer,
    consents,
    leads,
    stages,
    blocks,
    requests,
    notes,
    threads,
  } = made.person;
  const head = {
    exportedAt: at.toISOString(),
    customer,
    ...(notes === null ? {} : { notes }),
    consents,
    threads,
    leads,
    stages,
    blocks,
    requests,
  };
  yield JSON.stringify(head, null, 2).replace(/\n\}$/, "");
  for (const part of ["messages", "files"] as const) {
    yield `,\n  "${part}": [`;
    let comma = "";
    for (const { id } of threads)
      for await (const page of messagesWithFiles(context, made, id))
        for (const row of page[part]) {
          const { storageKey: _, ...shown } = row as ExportedFile;
          yield `${comma}\n    ${JSON.stringify(shown)}`;
          comma = ",";
        }
    yield "\n  ]";
  }
  yield "\n}\n";
}

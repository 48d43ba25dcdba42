import type { Locale } from "#contract/base/locales.ts";
import { readHours } from "#contract/hours/hours.ts";
import type { Transcript } from "#contract/threads/transcript.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import { pictureForPaper } from "#server/domain/files/pictures.ts";
import { makeTranscript } from "#server/domain/inbox/transcript.ts";
import { transcriptPaper } from "#server/domain/inbox/transcript-paper.ts";
import { localeOf } from "#server/domain/access/locale-of.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { makePdf } from "#server/runtime/pdf/make-pdf.ts";

type Wanted = {
  notes: boolean;
  locale?: Locale | undefined;
  timeZone?: string | undefined;
};

/** All others are named only, so that a document stays small enough to be sent. */
const MOST_PICTURES = 100;
/** A larger original is named only. */
const MOST_PICTURE_BYTES = 20_000_000;

/**
 * Makes a conversation's transcript as a PDF. Language and time zone, where they are not given, are the
 * agent's language and the zone of the company's hours.
 * @returns the bytes of the PDF
 * @throws AppError as makeTranscript
 */
export async function makeTranscriptPdf(
  context: Context,
  actor: Actor,
  threadId: string,
  { notes, ...wanted }: Wanted,
): Promise<Uint8Array> {
  const transcript = await makeTranscript(context, actor, threadId, { notes });
  const { hours } = await readCompany(context.db.sql);
  return makePdf(
    transcriptPaper(transcript, {
      locale: wanted.locale ?? (await localeOf(context.db.sql, actor)),
      timeZone: wanted.timeZone ?? readHours(hours)?.timeZone ?? "UTC",
      pictures: await picturesOf(context, actor, transcript),
    }),
  );
}

async function picturesOf(
  context: Context,
  actor: Actor,
  { messages }: Transcript,
) {
  const files = messages
    .flatMap(({ attachments }) => attachments)
    .filter(
      ({ type, state, size }) =>
        (type === "image" || type === "sticker") &&
        state === "stored" &&
        (size ?? 0) <= MOST_PICTURE_BYTES,
    )
    .slice(-MOST_PICTURES);
  const pictures = new Map<
    string,
    { jpeg: Uint8Array; width: number; height: number }
  >();
  for (const { id } of files) {
    const bytes = await bytesOf(context, actor, id);
    const picture = bytes && (await pictureForPaper(bytes));
    if (picture) pictures.set(id, picture);
  }
  return pictures;
}

/** Null: it has gone meanwhile. */
async function bytesOf(
  context: Context,
  actor: Actor,
  id: string,
): Promise<Uint8Array | null> {
  try {
    const file = await openFile(context, actor, id);
    const parts: Uint8Array[] = [];
    for await (const part of file.read()) parts.push(part);
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

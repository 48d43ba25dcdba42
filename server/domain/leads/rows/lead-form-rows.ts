import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Question } from "./map-answers.ts";

export type StoredForm = {
  questions: Question[];
  consents: { key: string; text: string | null }[];
  mapping: Record<string, string | null>;
};

/** A form as it is kept; one that is not known has no questions. */
export async function readForm(
  tx: Pick<Sql, "$queryRaw">,
  formId: string,
): Promise<StoredForm> {
  const [row] = await tx.$queryRaw<
    (Omit<StoredForm, "mapping"> & { mapping: StoredForm["mapping"] | null })[]
  >(
    Prisma.sql`select questions, consents, mapping from lead_form where id = ${formId}`,
  );
  return {
    questions: row?.questions ?? [],
    consents: row?.consents ?? [],
    mapping: row?.mapping ?? {},
  };
}

export type FormDetails = {
  id: string;
  name: string | null;
  locale: string | null;
  status: string | null;
  questions: Question[];
  consents: { key: string; text: string | null }[];
};

/** Keeps a form as the vendor describes it. Mapping and assignee stay. */
export async function keepForm(
  tx: Pick<Sql, "$executeRaw">,
  channelId: string,
  form: FormDetails,
  now: Date,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    insert into lead_form (id, "channelId", name, locale, status, questions, consents, "fetchedAt")
    values (${form.id}, ${channelId}::uuid, ${form.name}, ${form.locale}, ${form.status},
      ${JSON.stringify(form.questions)}::jsonb, ${JSON.stringify(form.consents)}::jsonb, ${now}::timestamptz)
    on conflict (id) do update set "channelId" = excluded."channelId", name = excluded.name, locale = excluded.locale,
      status = excluded.status, questions = excluded.questions, consents = excluded.consents,
      "fetchedAt" = excluded."fetchedAt"`);
}

const FRESH_HOURS = 24;

/** The forms among these that are kept and were read within a day. */
export async function freshForms(
  sql: Pick<Sql, "$queryRaw">,
  formIds: string[],
  now: Date,
): Promise<Set<string>> {
  const since = new Date(now.getTime() - FRESH_HOURS * 3_600_000);
  const rows = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select id from lead_form where id = any(${formIds}::text[]) and "fetchedAt" > ${since}::timestamptz`);
  return new Set(rows.map(({ id }) => id));
}

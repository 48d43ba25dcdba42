import type { Locale } from "#contract/base/locales.ts";
import type {
  RequestKind,
  RequestState,
} from "#contract/customers/data-request.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  requestColumns,
  type RequestRow,
} from "#server/domain/data-requests/request-row.ts";
import { answersOf } from "#server/domain/data-requests/texts/answer-texts.ts";
import { readCompany } from "#server/domain/settings/company.ts";

/** The person's requests about their data, with the answers. The steps are the team's own notes and stay out. */
export type ExportedRequest = {
  id: string;
  kind: RequestKind;
  receivedAt: Date;
  dueAt: Date;
  extendedAt: string | null;
  state: RequestState;
  answeredAt: Date | null;
  /** Null: it is open. */
  answer: string | null;
};

/** The requests of a customer, and of those who were merged into them, oldest first. */
export async function requestsOf(
  sql: Sql,
  customerId: string,
  locale: Locale,
): Promise<ExportedRequest[]> {
  const [rows, { name: company }] = await Promise.all([
    sql.$queryRaw<RequestRow[]>(Prisma.sql`
      with recursive merged as (
        select ${customerId}::uuid as id
        union select c.id from merged join customer c on c."mergedIntoId" = merged.id)
      select ${requestColumns} from data_request r where r."customerId" in (select id from merged)
      order by r."receivedAt", r.id`),
    readCompany(sql),
  ]);
  return rows.map((row) => {
    const { id, kind, receivedAt, dueAt, extended, state, answeredAt } = row;
    const asked = { ...row, receivedAt: receivedAt.toISOString() };
    return {
      id,
      kind,
      receivedAt,
      dueAt,
      extendedAt: extended?.at ?? null,
      state,
      answeredAt,
      answer:
        state === "open" ? null : answersOf(asked, company)[locale][state],
    };
  });
}

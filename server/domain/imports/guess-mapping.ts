import {
  CUSTOMER_TARGETS,
  type CustomerTarget,
} from "#contract/customers/customer-import.ts";
import type { ImportKind } from "#contract/imports/import.ts";
import type { ImportField } from "#contract/leads/lead-import.ts";
import { foldText } from "#contract/text/fold.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { readCustomerFields } from "#server/domain/customers/customer-fields.ts";
import { standardField } from "#contract/leads/standard-field.ts";
import type { ImportRow } from "./import-row.ts";

/** Earlier imports of the person whose columns are remembered. */
const REMEMBERED = 20;

type Guess = Record<string, string | null>;

/** The target of each column: as the person mapped a column of this name last, else by its name in three languages. */
export async function guessMapping(
  sql: Sql,
  actor: Actor,
  { kind, columns }: Pick<ImportRow, "kind" | "columns">,
): Promise<Guess> {
  const remembered = await readRemembered(sql, actor, kind);
  const fields = kind === "customers" ? await readCustomerFields(sql) : [];
  const own = new Map(
    fields.map(({ key, name }) => [foldText(name), `field:${key}`]),
  );
  const taken = new Set<string>();
  const once = (to: string | null) => {
    if (to === null || taken.has(to)) return null;
    taken.add(to);
    return to;
  };
  return Object.fromEntries(
    columns.map((column) => [
      column,
      remembered.has(column)
        ? once(remembered.get(column) ?? null)
        : once(
            own.get(foldText(column)) ??
              (kind === "customers"
                ? customerTarget(column)
                : leadTarget(column)),
          ),
    ]),
  );
}

async function readRemembered(
  sql: Sql,
  { agentId }: Actor,
  kind: ImportKind,
): Promise<Map<string, string | null>> {
  const rows = await sql.$queryRaw<{ mapping: Guess }[]>(Prisma.sql`
    select settings->'mapping' as mapping from data_import
    where "createdById" = ${agentId}::uuid and kind = ${kind} and settings is not null
    order by id desc limit ${REMEMBERED}::int`);
  // The newest comes first and is set last.
  return new Map(
    rows.toReversed().flatMap((row) => Object.entries(row.mapping)),
  );
}

const CUSTOMER_WORDS: Record<CustomerTarget | "externalId", string[]> = {
  name: [],
  email: [],
  phone: [],
  locale: ["locale", "language", "語言", "语言", "語系"],
  stage: ["stage", "lifecyclestage", "階段", "阶段", "顧客階段", "客户阶段"],
  externalId: [
    "externalid",
    "id",
    "customerid",
    "customerno",
    "customernumber",
    "memberid",
    "會員編號",
    "会员编号",
    "顧客編號",
    "客戶編號",
    "客户编号",
    "編號",
    "编号",
  ],
};

const LEAD_WORDS: Record<ImportField, string[]> = {
  createdTime: [
    "createdtime",
    "created",
    "date",
    "日期",
    "建立時間",
    "创建时间",
    "時間",
    "时间",
  ],
  status: ["status", "狀態", "状态"],
  source: ["source", "來源", "来源"],
};

function customerTarget(column: string): string | null {
  const standard = standardField({ key: column, label: null, type: null });
  const isTarget = CUSTOMER_TARGETS.some((target) => target === standard);
  return isTarget ? standard : byWord(CUSTOMER_WORDS, column);
}

function leadTarget(column: string): string | null {
  return (
    standardField({ key: column, label: null, type: null }) ??
    byWord(LEAD_WORDS, column)
  );
}

function byWord(
  words: Record<string, string[]>,
  column: string,
): string | null {
  const word = foldText(column).replace(/[\s_\-.:*#]/g, "");
  const found = Object.entries(words).find(([, names]) => names.includes(word));
  return found?.[0] ?? null;
}

import type { ImportKind } from "#contract/imports/import.ts";
import { customerRows } from "./rows/customer-rows.ts";
import { leadRows } from "./rows/lead-rows.ts";
import type { RowKind } from "./rows/row-kind.ts";

export const rowKinds: Record<ImportKind, RowKind> = {
  customers: customerRows,
  leads: leadRows,
};

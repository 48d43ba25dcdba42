import { parseAddressList } from "#server/runtime/address-list.ts";

/** The address of a request; null: the caller of this function has checked it, or another does. */
export type From = string | null;

/** Whether something that can be used from `list` alone can be used from here. Null: from anywhere. Pure. */
export function admitsAddress(list: string[] | null, from: From): boolean {
  if (list === null || from === null) return true;
  return parseAddressList(list.join(","))?.has(from) ?? false;
}

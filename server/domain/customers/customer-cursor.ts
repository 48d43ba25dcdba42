import type { CustomerSort } from "#contract/customers/customer-sort.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { readIdCursor } from "#server/domain/page.ts";
import { isId, type Vault } from "#server/runtime/crypto.ts";

/**
 * The place of a customer in an order of the list. `key`: the folded name, or
 * the time and id of the newest thread; null: the customer has none, or the
 * order is that of the ids.
 */
export type CustomerPlace = { id: string; key: string | null };

const SORTED = /^(\S+) (\S{36}) (?:-|=([^]*))$/;

/** Makes the cursor of a page's last customer. A name in it is sealed: a role that sees contact data masked must not read it there. */
export function writeCustomerCursor(
  vault: Vault,
  sort: CustomerSort,
  { id, key }: CustomerPlace,
): string {
  if (sort === "created") return Buffer.from(id).toString("base64url");
  return vault.seal(`${sort} ${id} ${key === null ? "-" : `=${key}`}`);
}

/** @throws AppError invalid_input: a cursor of another order, or none of ours */
export function readCustomerCursor(
  vault: Vault,
  sort: CustomerSort,
  text: string | undefined,
): CustomerPlace | null {
  if (text === undefined) return null;
  if (sort === "created") {
    const id = readIdCursor(text);
    return id === null ? null : { id, key: null };
  }
  const [, of, id = "", key = null] = SORTED.exec(opened(vault, text)) ?? [];
  if (of === sort && isId(id)) return { id, key };
  throw invalidInput("cursor", "Use a cursor that this list has given.");
}

/** Empty: nothing that we sealed. */
function opened(vault: Vault, text: string): string {
  try {
    return vault.open(text);
  } catch {
    return "";
  }
}

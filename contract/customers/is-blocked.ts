import type { Customer } from "#contract/customers/customer.ts";

/** Whether a block of the customer has an effect at `nowMs`. Pure. */
export function isBlocked(
  { block }: Pick<Customer, "block">,
  nowMs: number,
): boolean {
  if (block === null) return false;
  return block.until === null || Date.parse(block.until) > nowMs;
}

import type { Customer } from "#contract/customers/customer.ts";

/** The reason of the block of a customer whose conversation was marked as spam. Screens translate it. */
export const SPAM_REASON = "spam";

/** Whether a block of the customer has an effect at `nowMs`. Pure. */
export function isBlocked(
  { block }: Pick<Customer, "block">,
  nowMs: number,
): boolean {
  if (block === null) return false;
  return block.until === null || Date.parse(block.until) > nowMs;
}

import { newId } from "#server/runtime/crypto.ts";

/**
 * The prefix of the vendor's id of the customer of a test message. No vendor gives
 * such an id. A thread of such a customer is a test (`thread.test`).
 */
export const TEST_CUSTOMER = "parley-test-";

export function newTestCustomer(): string {
  return TEST_CUSTOMER + newId();
}

/** Pure. @param externalId the vendor's id of a customer */
export function isTestCustomer(externalId: string): boolean {
  return externalId.startsWith(TEST_CUSTOMER);
}

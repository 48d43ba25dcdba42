import type {
  ContactField,
  ContactProof,
  ContactProofs,
} from "#contract/customers/contact-proof.ts";

/** The column `customer.verified`. `key` is the value that was verified; a trigger drops a proof of another value. */
export type StoredProofs = Partial<
  Record<ContactField, ContactProof & { key: string }>
>;

/** Turns the column into the form of the API. Pure. */
export function contactProofs(stored: unknown): ContactProofs {
  const { email, phone } = (stored ?? {}) as StoredProofs;
  return { email: shape(email), phone: shape(phone) };
}

function shape(stored: StoredProofs[ContactField]): ContactProof | null {
  if (!stored) return null;
  const { at, how, byId, reason } = stored;
  return { at, how, byId, reason };
}

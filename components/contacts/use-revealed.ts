"use client";

import { useQuery } from "@tanstack/react-query";
import type {
  Customer,
  RevealedCustomer,
} from "#contract/customers/customer.ts";
import type { Lead, RevealedLead } from "#contract/leads/lead.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The way to ask for masked contact data. */
export type Reveal = { isPending: boolean; run: () => void };

/** `shown`: with the contact data once it was asked for. `reveal` null: nothing is masked, or it stays so for this role. */
type Revealed<Whole> = { shown: Whole; reveal: Reveal | null };

/** The customer as the agent sees them here; every part of a page that shows them reveals at once. */
export function useRevealedCustomer(customer: Customer): Revealed<Customer> {
  const { id, name, aliases, email, phone, identities, fields } = customer;
  return useRevealed<Customer, RevealedCustomer>(
    customer,
    `/customers/${id}/reveal`,
    [
      name,
      ...aliases,
      email,
      phone,
      ...identities.map(({ externalId }) => externalId),
      ...Object.values(fields),
    ],
  );
}

/** The lead, likewise. */
export function useRevealedLead(lead: Lead): Revealed<Lead> {
  const { id, contact, answers } = lead;
  return useRevealed<Lead, RevealedLead>(lead, `/leads/${id}/reveal`, [
    ...Object.values(contact?.fields ?? {}),
    contact?.email,
    contact?.phone,
    ...answers.flatMap(({ values }) => values),
  ]);
}

function useRevealed<Whole extends object, Part extends Partial<Whole>>(
  whole: Whole,
  path: string,
  parts: readonly unknown[],
): Revealed<Whole> {
  const { contactLimit, seenBy } = useMe();
  const words = useErrorWords();
  const masked = parts.filter(isMaskedContact);
  const { data, isFetching, refetch } = useQuery({
    // Data that has changed is masked again.
    queryKey: liveKey("revealed", path, ...masked),
    queryFn: ({ signal }) => api<Part>(path, { method: "POST", signal }),
    enabled: false,
    retry: false,
    gcTime: 0,
  });
  const mayReveal = contactLimit === "reveal" && seenBy === null;
  if (masked.length === 0 || !mayReveal) return { shown: whole, reveal: null };
  if (data) return { shown: { ...whole, ...data }, reveal: null };
  return {
    shown: whole,
    reveal: {
      isPending: isFetching,
      run: () =>
        void refetch().then(({ error }) => {
          if (error) toast.error(words(error));
        }),
    },
  };
}

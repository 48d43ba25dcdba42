"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { Duplicate } from "#contract/customers/duplicate.ts";
import { MergeDialog } from "#components/customers/merge-dialog.tsx";
import { useMerge } from "#components/customers/use-merge.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const TONES = { same: "success", maybe: "warning", hint: "neutral" } as const;

/** The strongest come first; more would push the customer's own facts off the screen. */
const SHOWN_AT_FIRST = 2;

type Dismissed = { found: Duplicate; at: number };

/** Customers who may be the same person; nothing without any. */
export function Duplicates({ customer }: { customer: Customer }) {
  const t = useTranslations("customer.duplicates");
  const [other, setOther] = useState<Customer | null>(null);
  // A dismissed customer stays in its place, so that the dismissal can be undone there.
  const [dismissed, setDismissed] = useState<Dismissed[]>([]);
  const [isAll, setAll] = useState(false);
  const { data = [] } = useQuery({
    queryKey: liveKey("customer-duplicates", customer.id, {
      email: customer.email,
      phone: customer.phone,
      name: customer.name,
      verified: customer.verified,
    }),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Duplicate>>(`/customers/${customer.id}/duplicates`, {
          signal,
        })
      ).items,
  });
  const isDismissed = ({ customer: { id } }: Duplicate) =>
    dismissed.some(({ found }) => found.customer.id === id);
  const listed = data.filter((found) => !isDismissed(found));
  for (const { found, at } of dismissed.toSorted((a, b) => a.at - b.at))
    listed.splice(at, 0, found);
  if (listed.length === 0) return null;
  const shown = isAll ? listed : listed.slice(0, SHOWN_AT_FIRST);
  const more = listed.length - shown.length;
  return (
    <section aria-label={t("title")} className="mt-6">
      <h3 className="text-xs font-medium text-muted-foreground">
        {t("title")}
      </h3>
      <ul className="mt-2 divide-y overflow-hidden rounded-lg border bg-card">
        {shown.map((found, at) => (
          <Row
            key={found.customer.id}
            of={customer}
            found={found}
            isDismissed={isDismissed(found)}
            onDismissed={(is) =>
              setDismissed((before) => [
                ...before.filter((one) => one.found !== found),
                ...(is ? [{ found, at }] : []),
              ])
            }
            onCompare={() => setOther(found.customer)}
          />
        ))}
      </ul>
      {more > 0 && (
        <Button
          variant="ghost"
          size="sm"
          className="mt-1"
          onClick={() => setAll(true)}
        >
          {t("more", { count: more })}
        </Button>
      )}
      {other && (
        <MergeDialog
          one={customer}
          other={other}
          onClose={() => setOther(null)}
        />
      )}
    </section>
  );
}

function Row({
  of,
  found,
  isDismissed,
  onDismissed,
  onCompare,
}: {
  of: Customer;
  found: Duplicate;
  isDismissed: boolean;
  onDismissed: (isDismissed: boolean) => void;
  onCompare: () => void;
}) {
  const t = useTranslations("customer.duplicates");
  const words = useTranslations("contactProof.duplicates");
  const errorWords = useErrorWords();
  const { customer, certainty } = found;
  const name = useCustomerName()(customer);
  const queryClient = useQueryClient();
  const merge = useMerge(of.id);
  const dismiss = useMutation({
    mutationFn: async (is: boolean) => {
      await api(`/customers/${of.id}/duplicates/${customer.id}/dismiss`, {
        method: is ? "POST" : "DELETE",
      });
      // The list must have it again before it is no longer kept here.
      const queryKey = liveKey("customer-duplicates", of.id);
      if (!is) await queryClient.invalidateQueries({ queryKey });
    },
    onSuccess: (_, is) => onDismissed(is),
    onError: (error) => toast.error(errorWords(error)),
  });
  const mergeSame = () =>
    merge.mutate(
      { survivorId: of.id, otherId: customer.id },
      { onError: (error) => toast.error(errorWords(error)) },
    );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
      <Avatar id={customer.id} name={name} url={customer.avatarUrl} size="sm" />
      <span className="min-w-0 flex-1 basis-40">
        <PageLink
          href={`/customers/${customer.id}`}
          prefetch={false}
          className="bidi block truncate text-sm font-medium hover:underline"
        >
          {name}
        </PageLink>
        {isDismissed ? (
          <span role="status" className="block text-xs text-muted-foreground">
            {words("dismissed")}
          </span>
        ) : (
          <span className="flex flex-wrap items-center gap-x-2 text-xs text-muted-foreground">
            <Badge tone={TONES[certainty]}>{words(certainty)}</Badge>
            <Reasons found={found} />
          </span>
        )}
      </span>
      <span className="flex flex-wrap gap-2">
        {!isDismissed &&
          (certainty === "same" ? (
            <Button
              size="sm"
              variant="primary"
              busy={merge.isPending}
              aria-label={words("mergeSameWhat", { name })}
              onClick={mergeSame}
            >
              {words("mergeSame")}
            </Button>
          ) : (
            <Button
              size="sm"
              aria-label={t("mergeWhat", { name })}
              onClick={onCompare}
            >
              {t("merge")}
            </Button>
          ))}
        {/* One button for both, so that it keeps the focus. */}
        <Button
          size="sm"
          variant="ghost"
          busy={dismiss.isPending}
          aria-label={words(isDismissed ? "undoWhat" : "dismissWhat", { name })}
          onClick={() => dismiss.mutate(!isDismissed)}
        >
          {isDismissed ? t("undo") : words("dismiss")}
        </Button>
      </span>
    </li>
  );
}

function Reasons({ found: { reasons, verified } }: { found: Duplicate }) {
  const t = useTranslations("contactProof.duplicates.reasons");
  const texts = reasons.map((reason) =>
    reason === "name"
      ? t("name")
      : t(`${reason}.${verified.includes(reason) ? "verified" : "claimed"}`),
  );
  return <span>{texts.join(" · ")}</span>;
}

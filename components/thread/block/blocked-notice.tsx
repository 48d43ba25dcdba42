"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Customer } from "#contract/customers/customer.ts";
import { isBlocked, SPAM_REASON } from "#contract/customers/is-blocked.ts";
import { useNow } from "#components/page/use-now.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** Says that a customer is blocked, why and until when; nothing for others. */
export function BlockedNotice({ customer }: { customer: Customer }) {
  const t = useTranslations("customer.actions");
  const locale = useLocale();
  const now = useNow();
  const { block } = customer;
  if (block === null || !isBlocked(customer, now)) return null;
  return (
    <Notice tone="warning" className="mt-4">
      <p>
        {block.until === null
          ? t("blocked")
          : t("blockedUntil", { until: dateAndTime(locale, block.until) })}
      </p>
      {block.reason !== "" && (
        <p className="bidi mt-0.5 text-muted-foreground">
          {block.reason === SPAM_REASON ? t("spam") : block.reason}
        </p>
      )}
    </Notice>
  );
}

"use client";

import type { Lead } from "#contract/leads/lead.ts";
import { useFormName, useLeadName } from "#components/leads/use-lead-words.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useListTime } from "#components/words/use-times.ts";

/** A lead that contains the search text. A click opens its page. */
export function LeadHit({ lead }: { lead: Lead }) {
  const name = useLeadName()(lead);
  const formName = useFormName();
  const listTime = useListTime();
  const { contact, createdTime } = lead;
  const details = [contact?.email, contact?.phone].filter(
    (text) => text && text !== name,
  );
  return (
    <PageLink
      href={`/leads/${lead.id}`}
      prefetch={false}
      className="block px-4 py-2 outline-offset-[-2px] hover:bg-accent"
    >
      <span className="flex items-baseline gap-2">
        <span className="bidi min-w-0 flex-1 truncate text-sm font-medium">
          {name}
        </span>
        <time
          dateTime={createdTime}
          className="shrink-0 text-xs text-muted-foreground tabular-nums"
        >
          {listTime(createdTime)}
        </time>
      </span>
      <span className="bidi mt-0.5 block truncate text-sm text-muted-foreground">
        {[...details, formName(lead)].filter(Boolean).join(" · ")}
      </span>
    </PageLink>
  );
}

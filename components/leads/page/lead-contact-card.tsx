"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import {
  CONTACT_FIELDS,
  type ContactField,
  type Lead,
} from "#contract/leads/lead.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import { Facts, Panel } from "#components/leads/panel.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { RevealButton } from "#components/contacts/reveal-button.tsx";
import type { Reveal } from "#components/contacts/use-revealed.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { LeadReach, mailtoOf, telOf } from "./lead-reach.tsx";

/** The name and contact data of the person. */
export function LeadContactCard({
  lead,
  reveal,
}: {
  lead: Lead;
  reveal: Reveal | null;
}) {
  const t = useTranslations("leads");
  const [isEditing, setEditing] = useState(false);
  const { contact } = lead;
  const facts = CONTACT_FIELDS.flatMap((field): [string, ReactNode][] => {
    const value = contact?.[field];
    return value
      ? [[t(`fields.${field}`), <Value key={field} of={field} text={value} />]]
      : [];
  });
  const own = Object.entries(contact?.fields ?? {});
  return (
    <Panel
      title={t("contact")}
      className="max-lg:order-1"
      action={
        <Button size="sm" variant="ghost" onClick={() => setEditing(true)}>
          <Pencil />
          {t("edit")}
        </Button>
      }
    >
      <LeadReach lead={lead} />
      {facts.length + own.length > 0 ? (
        <Facts facts={[...facts, ...own]} />
      ) : (
        <p className="text-sm text-muted-foreground">
          {t(contact === null ? "noDetailsHint" : "noContact")}
        </p>
      )}
      <div className="mt-3 empty:hidden">
        <RevealButton reveal={reveal} />
      </div>
      {isEditing && (
        <ContactDialog lead={lead} onClose={() => setEditing(false)} />
      )}
    </Panel>
  );
}

function Value({ of, text }: { of: ContactField; text: string }) {
  const isWhole = !isMaskedContact(text);
  const href =
    isWhole && of === "email"
      ? mailtoOf(text)
      : isWhole && of === "phone"
        ? telOf(text)
        : null;
  return href === null ? (
    text
  ) : (
    <a href={href} className="text-primary hover:underline">
      {text}
    </a>
  );
}

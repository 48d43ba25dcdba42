"use client";

import {
  CalendarDays,
  Clock3,
  Globe,
  Hash,
  Mail,
  MessageCircle,
  Phone,
  UserRound,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Suspense, type ReactNode } from "react";
import { isTeammate } from "#contract/people/roles.ts";
import { mayDo } from "#contract/people/policy.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import type { ContactField } from "#contract/customers/contact-proof.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { BlockedNotice } from "#components/thread/block/blocked-notice.tsx";
import { useChannel } from "#components/thread/channel/use-place-name.ts";
import { useAccountOwnerName } from "#components/inbox/customer/account-owner.tsx";
import { HandOvers } from "#components/inbox/customer/hand-overs.tsx";
import { PeopleSection } from "#components/inbox/people/people-section.tsx";
import { CustomerLeads } from "#components/leads/customer-leads.tsx";
import { CustomerTouches } from "#components/leads/customer-touches.tsx";
import { LabelSection } from "#components/labels/label-section.tsx";
import { useMe } from "#components/live/stores/live-context.ts";
import { OwnFields } from "#components/inbox/customer/own-fields.tsx";
import { RevealButton } from "#components/contacts/reveal-button.tsx";
import { useRevealedCustomer } from "#components/contacts/use-revealed.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import {
  languageName,
  shortDate,
  timeAtOffset,
} from "#components/words/times.ts";
import { lazily } from "#components/page/lazily.ts";
import { useNow } from "#components/page/use-now.ts";

const LegalHolds = lazily(
  () => import("#components/inbox/customer/legal-holds.tsx"),
);
const StageSection = lazily(
  () => import("#components/inbox/customer/stage-section.tsx"),
);
const CustomerAliases = lazily(
  () => import("#components/inbox/customer/customer-aliases.tsx"),
);
const CustomerNotes = lazily(
  () => import("#components/inbox/customer/customer-notes.tsx"),
);
const EarlierThreads = lazily(
  () => import("#components/inbox/customer/earlier-threads.tsx"),
);
const CustomerFiles = lazily(
  () => import("#components/inbox/customer/customer-files.tsx"),
);

/** The customer's details beside a thread. */
export function CustomerFacts({ thread }: { thread: Thread }) {
  const t = useTranslations("customer");
  const customerName = useCustomerName();
  const { customer } = thread;
  const { role, seenBy } = useMe();
  const mayEdit = role !== "reviewer" && !thread.readOnly && seenBy === null;
  const name = customerName(customer);
  return (
    <div className="px-4 py-5">
      <div className="flex flex-col items-center text-center">
        <Avatar
          id={customer.id}
          name={name}
          url={customer.avatarUrl}
          size="lg"
        />
        <p className="bidi mt-3 max-w-full truncate text-lg font-semibold">
          {name}
        </p>
        {!customer.nameKnown && (
          <p className="mt-0.5 text-xs text-balance text-muted-foreground">
            {t("nameUnknown")}
          </p>
        )}
        {customer.aliases.length > 0 && (
          <Suspense>
            <CustomerAliases customer={customer} mayEdit={mayEdit} />
          </Suspense>
        )}
        {mayOpen(role, "customers") && (
          <PageLink
            href={`/customers/${customer.id}`}
            prefetch={false}
            className="mt-1 text-sm text-primary hover:underline"
          >
            {t("openPage")}
          </PageLink>
        )}
      </div>
      <BlockedNotice customer={customer} />
      {mayDo(role, "customers.holds") && (
        <Suspense>
          <LegalHolds customerId={customer.id} />
        </Suspense>
      )}
      <FactList customer={customer} />
      <CustomerTouches customerId={customer.id} />
      <CustomerLeads customerId={customer.id} />
      <PeopleSection thread={thread} />
      <Suspense>
        <StageSection customer={customer} mayEdit={mayEdit} />
      </Suspense>
      <LabelSection
        title={t("threadLabels")}
        of={{ type: "thread", id: thread.id }}
        labels={thread.labels}
        mayEdit={mayEdit}
      />
      <LabelSection
        title={t("labels")}
        of={{ type: "customer", id: customer.id }}
        labels={customer.labels}
        mayEdit={mayEdit}
      />
      <OwnFields customer={customer} mayEdit={mayEdit} />
      {isTeammate(role) && (
        <Suspense>
          <CustomerNotes customerId={customer.id} mayEdit={mayEdit} />
        </Suspense>
      )}
      <HandOvers key={`hands ${thread.id}`} thread={thread} />
      <Suspense>
        <EarlierThreads key={`earlier ${thread.id}`} thread={thread} />
      </Suspense>
      <Suspense>
        <CustomerFiles threadId={thread.id} customerId={customer.id} />
      </Suspense>
    </div>
  );
}

export function FactList({
  customer: given,
  about,
}: {
  customer: Customer;
  /** Says more of the email and the phone number, where there is room. */
  about?: (field: ContactField, shown: Customer) => ReactNode;
}) {
  const { shown: customer, reveal } = useRevealedCustomer(given);
  const t = useTranslations("customer");
  const locale = useLocale();
  const now = useNow();
  const accountOwner = useAccountOwnerName(customer.accountOwnerId);
  return (
    <>
      <dl className="mt-6 space-y-3">
        {customer.identities.map(({ channelId, externalId }) => (
          <Identity
            key={channelId}
            channelId={channelId}
            externalId={externalId}
          />
        ))}
        {customer.email !== null && (
          <Fact icon={<Mail />} label={t("email")}>
            <ContactLink
              scheme="mailto"
              value={customer.email}
              className="break-all"
            />
            {about?.("email", customer)}
          </Fact>
        )}
        {customer.phone !== null && (
          <Fact icon={<Phone />} label={t("phone")}>
            <ContactLink
              scheme="tel"
              value={customer.phone}
              className="tabular-nums"
            />
            {about?.("phone", customer)}
          </Fact>
        )}
        {accountOwner !== null && (
          <Fact icon={<UserRound />} label={t("accountOwner")}>
            <span className="bidi">{accountOwner}</span>
          </Fact>
        )}
        {customer.locale && (
          <Fact icon={<Globe />} label={t("language")}>
            {languageName(locale, customer.locale)}
          </Fact>
        )}
        {customer.timezone !== null && (
          <Fact icon={<Clock3 />} label={t("localTime")}>
            <span className="tabular-nums">
              {timeAtOffset(locale, customer.timezone, now)}
            </span>
          </Fact>
        )}
        <Fact icon={<CalendarDays />} label={t("since")}>
          {shortDate(locale, customer.createdAt)}
        </Fact>
      </dl>
      <div className="mt-3 ps-7 empty:hidden">
        <RevealButton reveal={reveal} />
      </div>
    </>
  );
}

/** A link to write or call; masked, it leads nowhere. */
function ContactLink({
  scheme,
  value,
  className,
}: {
  scheme: "mailto" | "tel";
  value: string;
  className: string;
}) {
  if (isMaskedContact(value)) return <span className={className}>{value}</span>;
  return (
    <a
      href={`${scheme}:${encodeURIComponent(value)}`}
      className={`${className} hover:underline`}
    >
      {value}
    </a>
  );
}

function Identity({
  channelId,
  externalId,
}: {
  channelId: string;
  externalId: string;
}) {
  const t = useTranslations("customer");
  const kinds = useTranslations("channelKinds");
  const channel = useChannel(channelId);
  return (
    <>
      <Fact icon={<MessageCircle />} label={t("channel")}>
        {channel && `${kinds(channel.type)} · ${channel.name}`}
      </Fact>
      <Fact icon={<Hash />} label={t("externalId")}>
        <span className="font-mono text-xs break-all select-all">
          {externalId}
        </span>
      </Fact>
    </>
  );
}

function Fact({
  icon,
  label,
  children,
}: {
  icon: ReactNode;
  label: string;
  children: ReactNode;
}) {
  return (
    <div className="relative ps-7">
      <dt className="text-xs text-muted-foreground">
        <span
          aria-hidden
          className="absolute start-0 top-0.5 text-subtle [&_svg]:size-4"
        >
          {icon}
        </span>
        {label}
      </dt>
      <dd className="text-sm break-words">{children}</dd>
    </div>
  );
}

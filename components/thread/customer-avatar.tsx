"use client";

import { useTranslations } from "next-intl";
import type { Customer } from "#contract/customers/customer.ts";
import { useChannel } from "./channel/use-place-name.ts";
import { LightIcon } from "./channel/light-icon.tsx";
import { useChannelTrouble } from "./channel/use-channel-state.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** The mark beside a face of either size. */
const MARKS = { sm: "size-3.5 text-[7px]", md: "size-4.5 text-[8px]" } as const;

/**
 * A customer, marked with the channel that they write to, or with its trouble
 * for agents who can mend it. The name stands beside it: this is only a picture.
 */
export function CustomerAvatar({
  customer,
  channelId,
  size = "md",
}: {
  customer: Customer;
  channelId: string;
  size?: keyof typeof MARKS;
}) {
  const customerName = useCustomerName();
  const t = useTranslations("list");
  const channel = useChannel(channelId);
  const trouble = useChannelTrouble(channelId);
  return (
    <span className="relative flex h-fit shrink-0">
      <Avatar
        id={customer.id}
        name={customerName(customer)}
        url={customer.avatarUrl}
        size={size}
      />
      {channel && (
        <span
          title={
            trouble === null
              ? channel.name
              : t("channelTrouble", { name: channel.name, state: trouble })
          }
          className="absolute -end-0.5 -bottom-0.5 flex rounded-full bg-background p-px"
        >
          {trouble === null ? (
            <Avatar
              id={channel.id}
              name={channel.name}
              url={channel.pictureUrl}
              size="xs"
              className={MARKS[size]}
            />
          ) : (
            <LightIcon state={trouble} className={MARKS[size]} />
          )}
        </span>
      )}
    </span>
  );
}

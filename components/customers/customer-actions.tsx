"use client";

import {
  Ban,
  Download,
  Ellipsis,
  Eraser,
  Scale,
  ShieldOff,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { CustomerErasure } from "#contract/customers/customer-job.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { mayDo } from "#contract/people/policy.ts";
import BlockDialog from "#components/thread/block/block-dialog.tsx";
import { useUnblock } from "#components/thread/block/use-unblock.ts";
import { ExportDialog } from "#components/customers/export-dialog.tsx";
import { HoldDialog } from "#components/customers/hold-dialog.tsx";
import { holdsIn } from "#components/customers/holds-in.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { toast } from "#components/page/toast.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The acts on a customer as a whole: block, merge, export, erase. */
export function CustomerActions({ customer }: { customer: Customer }) {
  const t = useTranslations("customer.actions");
  const holds = useTranslations("customer.holds");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const go = useGo();
  const { role } = useMe();
  const [asked, setAsked] = useState<
    "block" | "export" | "hold" | "erase" | null
  >(null);
  const unblock = useUnblock(customer.id);
  const path = `/customers/${customer.id}`;
  const erase = async () => {
    try {
      await api<CustomerErasure>(`${path}/erase`, { method: "POST" });
      toast.success(t("erased"));
      go("/customers");
    } catch (error) {
      const [hold] = holdsIn(error);
      toast.error(
        hold
          ? holds("refused", { name: hold.placedBy.name, reason: hold.reason })
          : words(error),
      );
    }
  };
  const mayErase = mayDo(role, "customers.privacy");
  return (
    <>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <IconButton label={t("more")}>
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          {customer.block === null ? (
            <MenuItem onSelect={() => setAsked("block")}>
              <Ban />
              {`${t("block")}…`}
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => unblock.mutate()}>
              <ShieldOff />
              {t("unblock")}
            </MenuItem>
          )}
          {mayErase && (
            <>
              <MenuItem onSelect={() => setAsked("export")}>
                <Download />
                {`${t("export")}…`}
              </MenuItem>
              <MenuItem onSelect={() => setAsked("hold")}>
                <Scale />
                {`${holds("place")}…`}
              </MenuItem>
              <MenuItem danger onSelect={() => setAsked("erase")}>
                <Eraser />
                {t("erase")}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      {asked === "block" && (
        <BlockDialog customer={customer} onClose={() => setAsked(null)} />
      )}
      {asked === "export" && (
        <ExportDialog customer={customer} onClose={() => setAsked(null)} />
      )}
      {asked === "hold" && (
        <HoldDialog customer={customer} onClose={() => setAsked(null)} />
      )}
      {asked === "erase" && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={t("eraseTitle", { name: nameOf(customer) })}
          description={t("eraseText")}
          action={t("erase")}
          onConfirm={erase}
        />
      )}
    </>
  );
}

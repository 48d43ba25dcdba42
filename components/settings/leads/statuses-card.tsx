"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/leads/lead-marks.tsx";
import { useLeadStatuses } from "#components/leads/use-leads.ts";
import { useStatusName } from "#components/leads/use-lead-words.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { RecordList } from "./record-list.tsx";
import { StatusDialog } from "./status-dialog.tsx";

/** The statuses in their order: the columns of the board. */
export function StatusesCard() {
  const t = useTranslations("settings.leads");
  const nameOf = useStatusName();
  return (
    <RecordList
      kind="lead-statuses"
      title={t("statuses")}
      hint={t("statusesHint")}
      addLabel={t("newStatus")}
      deleteHint={t("deleteStatus")}
      query={useLeadStatuses()}
      nameOf={nameOf}
      refusal={(error) =>
        error instanceof ApiError && error.code === "in_use"
          ? t("statusInUse")
          : null
      }
      row={(status, at, items, change) => (
        <>
          <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
            <StatusBadge status={status} />
            <span className="text-xs whitespace-nowrap text-muted-foreground">
              {t("leadsCount", { count: status.leads })}
            </span>
          </span>
          <IconButton
            size="icon-sm"
            label={t("moveUp", { name: nameOf(status) })}
            disabled={at === 0}
            onClick={() => change({ position: at - 1 })}
          >
            <ArrowUp />
          </IconButton>
          <IconButton
            size="icon-sm"
            label={t("moveDown", { name: nameOf(status) })}
            disabled={at === items.length - 1}
            onClick={() => change({ position: at + 1 })}
          >
            <ArrowDown />
          </IconButton>
        </>
      )}
      dialog={(props) => <StatusDialog {...props} />}
    />
  );
}

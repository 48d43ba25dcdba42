"use client";

import { useTranslations } from "next-intl";
import type {
  NewLeadDefaults,
  UpdateNewLeadDefaults,
} from "#contract/leads/lead-settings.ts";
import {
  useLeadSources,
  useLeadStatuses,
} from "#components/leads/use-leads.ts";
import {
  useSourceName,
  useStatusName,
} from "#components/leads/use-lead-words.ts";
import { DestinationSelect } from "#components/settings/destination-select.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { SavedMark, useAutoSave } from "./auto-save.tsx";

/** A choice needs a value that is not empty. */
const INHERITED = "inherited";

type Props = {
  of: "page" | "form";
  /** The name of the page or form, for the label of Undo. */
  name: string;
  saved: NewLeadDefaults;
  send: (patch: UpdateNewLeadDefaults) => Promise<unknown>;
};

/** The assignee, status and source of new leads of a page or form. Each is saved as it is chosen. */
export function NewLeadFields({ of, name, saved, send }: Props) {
  const t = useTranslations("settings.leads");
  const statusName = useStatusName();
  const sourceName = useSourceName();
  const statuses = useLeadStatuses().data ?? [];
  const sources = useLeadSources().data ?? [];
  const assignee = useAutoSave(send);
  const inherited = t(of === "page" ? "useDefaultValue" : "usePage");
  return (
    <div className="grid w-full gap-x-4 gap-y-3 sm:max-md:grid-cols-3 lg:grid-cols-3">
      <div className="min-w-0">
        <Field label={t("assignTo")}>
          {(control) => (
            <DestinationSelect
              work="leads"
              {...control}
              value={saved.assignTo}
              nowhere={t(of === "page" ? "useDefault" : "usePage")}
              onChange={(assignTo) =>
                assignee.change({ assignTo }, { assignTo: saved.assignTo })
              }
            />
          )}
        </Field>
        {assignee.state !== "idle" && (
          <SavedMark {...assignee} what={t("assignToOf", { name })} />
        )}
      </div>
      <Choice
        field="defaultStatusId"
        label={t("defaultStatus")}
        what={t("statusOf", { name })}
        inherited={inherited}
        saved={saved}
        send={send}
        options={statuses.map((status) => ({
          value: status.id,
          label: statusName(status),
        }))}
      />
      <Choice
        field="defaultSourceId"
        label={t("defaultSource")}
        what={t("sourceOf", { name })}
        inherited={inherited}
        saved={saved}
        send={send}
        options={sources.map((source) => ({
          value: source.id,
          label: sourceName(source),
        }))}
      />
    </div>
  );
}

function Choice({
  field,
  label,
  what,
  inherited,
  saved,
  send,
  options,
}: Pick<Props, "saved" | "send"> & {
  field: "defaultStatusId" | "defaultSourceId";
  label: string;
  what: string;
  inherited: string;
  options: { value: string; label: string }[];
}) {
  const { change, ...mark } = useAutoSave(send);
  const now = saved[field];
  return (
    <div className="min-w-0">
      <Field label={label}>
        {(control) => (
          <Select
            {...control}
            value={now ?? INHERITED}
            onValueChange={(value) =>
              change(
                { [field]: value === INHERITED ? null : value },
                { [field]: now },
              )
            }
            groups={[{ value: INHERITED, label: inherited }, ...options]}
          />
        )}
      </Field>
      {mark.state !== "idle" && <SavedMark {...mark} what={what} />}
    </div>
  );
}

"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Milestone } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  updateCustomerStageSchema,
  type CustomerStage,
} from "#contract/customers/customer-stage.ts";
import { labelColor } from "#contract/customers/label-colors.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { api, ApiError, type Page } from "#components/live/transport/api.ts";
import { toast } from "#components/page/toast.ts";
import { ColorField } from "#components/settings/color-field.tsx";
import { ResourcePage } from "#components/settings/resource-page.tsx";
import { saveRecord } from "#components/settings/save-record.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_NAME = 40;

/** The state that a refused deletion answers: the rules that still test for the stage. */
type Held = { rules?: { channel: string; rule: string }[] };

/** The life-cycle stages of customers in their order, each with the number of its customers. */
export function CustomerStages() {
  const t = useTranslations("settings.customerStages");
  const words = useErrorWords();
  const refresh = useRefresh("customer-stages");
  const query = useQuery({
    queryKey: liveKey("customer-stages", "counts"),
    queryFn: async ({ signal }) => {
      const page = await api<Page<CustomerStage>>("/customer-stages", {
        query: { counts: true },
        signal,
      });
      return page.items;
    },
  });
  const stages = query.data ?? [];
  const move = async ({ id }: CustomerStage, position: number) => {
    try {
      await api(`/customer-stages/${id}`, {
        method: "PATCH",
        body: { position },
      });
      await refresh();
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <ResourcePage<CustomerStage>
      noun="customer-stages"
      words="customerStages"
      query={query}
      icon={<Milestone />}
      iconOf={({ color }) => <LabelDot color={color} className="size-3" />}
      badgesOf={({ archivedAt }) =>
        archivedAt !== null && <Badge>{t("archived")}</Badge>
      }
      detailOf={({ customers }) => t("customers", { count: customers ?? 0 })}
      deletingOf={({ customers }) =>
        customers ? t("heldByCustomers", { count: customers }) : t("deleteText")
      }
      refusalOf={(error) => {
        if (!(error instanceof ApiError) || error.code !== "in_use")
          return null;
        const { rules = [] } = (error.current ?? {}) as Held;
        const [first] = rules;
        return first
          ? t("heldByRules", { count: rules.length, ...first })
          : null;
      }}
      moreActionsOf={(stage) => {
        const at = stages.indexOf(stage);
        return (
          <>
            <IconButton
              label={t("up", { name: stage.name })}
              disabled={at <= 0}
              onClick={() => void move(stage, at - 1)}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={t("down", { name: stage.name })}
              disabled={at === stages.length - 1}
              onClick={() => void move(stage, at + 1)}
            >
              <ArrowDown />
            </IconButton>
          </>
        );
      }}
      renderDialog={({ item, ...dialog }) => (
        <StageForm stage={item} {...dialog} />
      )}
    />
  );
}

function StageForm({
  stage,
  onClose,
  onSaved,
}: {
  stage: CustomerStage | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const t = useTranslations("settings.customerStages");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: updateCustomerStageSchema.required({ name: true }),
    defaultValues: {
      name: stage?.name ?? "",
      color: labelColor(stage?.color ?? ""),
      ...(stage ? { archived: stage.archivedAt !== null } : {}),
    },
    save: (values) =>
      saveRecord<CustomerStage>("customer-stages", stage?.id, values),
    onSaved,
  });
  return (
    <FormDialog
      title={stage ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <TextField
        control={form.control}
        name="name"
        label={t("name")}
        maxLength={MAX_NAME}
      />
      <ColorField control={form.control} name="color" />
      {stage && (
        <FormSwitch
          control={form.control}
          name="archived"
          label={t("archive")}
          hint={t("archiveHint")}
        />
      )}
    </FormDialog>
  );
}

"use client";

import { TextField } from "#components/forms/fields/text-field.tsx";
import { FormSwitch } from "#components/forms/fields/form-switch.tsx";
import { useTranslations } from "next-intl";
import { Controller, useWatch } from "react-hook-form";
import { z } from "zod";
import type { Hours } from "#contract/hours/hours.ts";
import { createAgentSchema } from "#contract/people/agent-requests.ts";
import type { Agent, Role } from "#contract/people/agent.ts";
import { api } from "#components/live/transport/api.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { isTeammate } from "#contract/people/roles.ts";
import {
  useDepartments,
  useQueues,
} from "#components/live/queries/use-directory.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { firstMessage } from "#components/forms/fields/first-message.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { ReviewFields } from "#components/settings/people/review-fields.tsx";
import { WorkingHours } from "#components/settings/people/working-hours.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { NewPasswordField } from "#components/forms/fields/new-password-field.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import { FormField } from "#components/forms/fields/form-field.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const ROLES: readonly Role[] = [
  "agent",
  "supervisor",
  "admin",
  "owner",
  "leads_only",
  "auditor",
  "reviewer",
];
const DEFAULT_CAPACITY = 10;

// The field is empty unless a password is set.
const formSchema = createAgentSchema.extend({
  password: z.union([z.literal(""), createAgentSchema.shape.password]),
  endTokens: z.boolean(),
});

type Answer = Agent & {
  invitationUrl?: string | null;
  invitationMailed?: boolean;
};

export function PersonDialog({
  agent,
  onClose,
  onSaved,
}: {
  agent: Agent | null;
  onClose: () => void;
  onSaved: (
    name: string,
    invitationUrl: string | null,
    isMailed: boolean,
  ) => void;
}) {
  const t = useTranslations("settings.people");
  const roles = useTranslations("roles");
  const common = useTranslations("common");
  const me = useMe();
  const departments = useDepartments().data ?? [];
  const queues = useQueues().data ?? [];
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: formSchema,
    defaultValues: {
      name: agent?.name ?? "",
      email: agent?.email ?? "",
      role: agent?.role ?? "agent",
      departmentIds: agent?.departmentIds ?? [],
      queueIds: [],
      allDepartments: agent?.allDepartments ?? false,
      reviewChannelId: agent?.reviewChannelId ?? null,
      expiresAt: agent?.expiresAt ?? null,
      capacity: agent?.capacity ?? DEFAULT_CAPACITY,
      shift: agent?.shift ?? null,
      shiftEnds: agent?.shiftEnds ?? "away",
      password: "",
      endTokens: true,
    },
    save: ({ password, endTokens, ...values }) => {
      const { reviewChannelId, expiresAt, queueIds, ...others } = values;
      const { departmentIds, ...rest } = others;
      const body = {
        ...rest,
        ...(values.role === "reviewer" ? {} : { departmentIds }),
        ...(!agent && isTeammate(values.role ?? "agent") ? { queueIds } : {}),
        ...(values.role === "reviewer" ? { reviewChannelId, expiresAt } : {}),
        ...(password ? { password } : {}),
        ...(agent && password ? { endTokens } : {}),
      };
      return agent
        ? api<Answer>(`/agents/${agent.id}`, { method: "PATCH", body })
        : api<Answer>("/agents", { method: "POST", body });
    },
    onSaved: ({ name, invitationUrl, invitationMailed }) =>
      onSaved(name, invitationUrl ?? null, invitationMailed ?? false),
  });
  const { errors } = form.formState;
  const role = useWatch({ control: form.control, name: "role" }) ?? "agent";
  const password = useWatch({ control: form.control, name: "password" });
  // No agent grants a role above their own.
  const offered = ROLES.filter(
    (role) => role !== "owner" || me.role === "owner",
  );
  return (
    <FormDialog
      title={agent ? t("edit") : t("add")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      submitLabel={agent ? common("save") : t("create")}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
      isWide
    >
      <TextField control={form.control} name="name" label={t("name")} />
      <Field label={t("email")} error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("email")}
            type="email"
            autoComplete="off"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField
          control={form.control}
          name="role"
          label={t("role")}
          hint={t(`roleHints.${role}`)}
        >
          {(control, field) => (
            <Select
              {...control}
              value={field.value ?? "agent"}
              onValueChange={field.onChange}
              groups={offered.map((role) => ({
                value: role,
                label: roles(role),
              }))}
            />
          )}
        </FormField>
        <Field
          label={t("capacity")}
          hint={t("capacityHint")}
          error={errors.capacity?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register("capacity", { valueAsNumber: true })}
              type="number"
              min={1}
              max={1000}
            />
          )}
        </Field>
      </div>
      {role !== "reviewer" && departments.length > 0 && (
        <Controller
          control={form.control}
          name="departmentIds"
          render={({ field }) => (
            <CheckList
              label={t("departments")}
              empty=""
              options={optionsOf(departments)}
              value={field.value ?? []}
              onChange={field.onChange}
            />
          )}
        />
      )}
      {!agent && isTeammate(role) && queues.length > 0 && (
        <Controller
          control={form.control}
          name="queueIds"
          render={({ field }) => (
            <CheckList
              label={t("queues")}
              empty=""
              options={optionsOf(queues)}
              value={field.value ?? []}
              onChange={field.onChange}
            />
          )}
        />
      )}
      {role === "supervisor" && (
        <FormSwitch
          control={form.control}
          name="allDepartments"
          label={t("allDepartments")}
          hint={t("allDepartmentsHint")}
        />
      )}
      {role === "reviewer" && <ReviewFields control={form.control} />}
      <NewPasswordField
        control={form.control}
        name="password"
        label={agent ? t("newPassword") : t("password")}
        optional={common("optional")}
        hint={agent ? t("newPasswordHint") : t("passwordHint")}
      />
      {agent && password && (
        <Controller
          control={form.control}
          name="endTokens"
          render={({ field }) => (
            <SwitchField
              label={t("endTokens")}
              hint={t("endTokensHint")}
              checked={field.value ?? true}
              onChange={field.onChange}
            />
          )}
        />
      )}
      <Controller
        control={form.control}
        name="shift"
        render={({ field: shift }) => (
          <Controller
            control={form.control}
            name="shiftEnds"
            render={({ field: ends }) => (
              <WorkingHours
                shift={(shift.value ?? null) as Hours | null}
                ends={ends.value ?? "away"}
                onShift={shift.onChange}
                onEnds={ends.onChange}
                error={firstMessage(errors.shift)}
              />
            )}
          />
        )}
      />
    </FormDialog>
  );
}

function optionsOf(
  places: readonly { id: string; name: string }[],
): { value: string; label: string }[] {
  return places.map(({ id, name }) => ({ value: id, label: name }));
}

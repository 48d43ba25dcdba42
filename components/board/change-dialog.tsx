"use client";

import { useTranslations } from "next-intl";
import { presenceOfRequestSchema } from "#contract/people/presence-requests.ts";
import { useRefreshBoard } from "#components/board/use-board.ts";
import { api } from "#components/live/transport/api.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { toast } from "#components/page/toast.ts";

const reasonSchema = presenceOfRequestSchema.pick({ reason: true });
const MAX_REASON = 200;

/** A change that a supervisor is about to make to an agent's status or log-in. */
export type AgentChange = {
  path: string;
  body: object;
  /** Title and button of the dialog: "Set Mei to Away". */
  title: string;
  submit: string;
  /** Text of the toast after the change. */
  done: string;
};

/** Asks for the reason of the change, which the agent reads. Enter submits without one. */
export function ChangeDialog({
  name,
  change: { path, body, title, submit, done },
  onClose,
}: {
  name: string;
  change: AgentChange;
  onClose: () => void;
}) {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const refreshBoard = useRefreshBoard();
  const {
    form,
    submit: save,
    problem,
    isDirty,
    isSaving,
  } = useServerForm({
    schema: reasonSchema,
    defaultValues: { reason: "" },
    save: ({ reason }) =>
      api(path, { method: "PATCH", body: { ...body, reason: reason || null } }),
    onSaved: () => {
      void refreshBoard();
      toast.success(done);
      onClose();
    },
  });
  return (
    <FormDialog
      title={title}
      description={t("changeHint", { name })}
      onClose={onClose}
      onSubmit={(event) => void save(event)}
      submitLabel={submit}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <Field
        label={t("changeReason")}
        optional={common("optional")}
        error={form.formState.errors.reason?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("reason")}
            maxLength={MAX_REASON}
          />
        )}
      </Field>
    </FormDialog>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Me } from "#contract/people/me.ts";
import { removeTotpSchema } from "#contract/people/totp.ts";
import { TotpSetup } from "#components/forms/totp-setup.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Card } from "#components/settings/section.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";

/** Turns the actor's two-step verification on and off. */
export function TotpCard() {
  const t = useTranslations("totp");
  const [open, setOpen] = useState<"setup" | "removal" | null>(null);
  const me = useQuery({
    queryKey: liveKey("totp"),
    queryFn: ({ signal }) => api<Me>("/me", { signal }),
  });
  const isOn = me.data?.totp;
  const close = () => {
    setOpen(null);
    void me.refetch();
  };
  return (
    <Card title={t("title")} hint={t("hint")}>
      <div className="flex items-center justify-between gap-4">
        {isOn !== undefined && (
          <Badge tone={isOn ? "success" : "neutral"}>
            {isOn ? t("on") : t("off")}
          </Badge>
        )}
        {isOn === false && (
          <Button onClick={() => setOpen("setup")}>{t("turnOn")}</Button>
        )}
        {isOn === true && (
          <Button onClick={() => setOpen("removal")}>{t("turnOff")}</Button>
        )}
      </div>
      {open === "setup" && (
        <Dialog
          open
          onOpenChange={(isOpen) => !isOpen && close()}
          title={t("title")}
        >
          <TotpSetup onDone={close} />
        </Dialog>
      )}
      {open === "removal" && <Removal onClose={close} />}
    </Card>
  );
}

function Removal({ onClose }: { onClose: () => void }) {
  const t = useTranslations("totp");
  const { form, submit, problem, isDirty, isSaving } = useServerForm({
    schema: removeTotpSchema,
    defaultValues: { password: "" },
    save: (values) => api("/me/totp", { method: "DELETE", body: values }),
    onSaved: onClose,
  });
  return (
    <FormDialog
      title={t("turnOff")}
      description={t("turnOffHint")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      submitLabel={t("turnOff")}
      isDirty={isDirty}
      isSaving={isSaving}
      problem={problem}
    >
      <Field
        label={t("password")}
        error={form.formState.errors.password?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("password")}
            type="password"
            autoComplete="current-password"
          />
        )}
      </Field>
    </FormDialog>
  );
}

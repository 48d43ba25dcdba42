"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { encode } from "uqr";
import {
  confirmTotpSchema,
  removeTotpSchema,
  type RecoveryCodes,
  type TotpSetup as Secret,
} from "#contract/people/totp.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api, ApiError } from "#components/live/transport/api.ts";
import { useServerForm } from "#components/forms/use-server-form.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Spinner } from "#components/ui/marks/spinner.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/**
 * Sets two-step verification up: the secret as a QR code, a first code, and
 * then the recovery codes, which are shown only here.
 */
export function TotpSetup({ onDone }: { onDone: () => void }) {
  const t = useTranslations("totp");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const started = useQuery({
    queryKey: liveKey("totp-setup"),
    queryFn: () => api<Secret>("/me/totp", { method: "POST" }),
    // The secret is replaced by every call.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (codes) return <Codes codes={codes} onDone={onDone} />;
  // The session is old: an open console alone does not prove who sits there.
  if (
    started.error instanceof ApiError &&
    started.error.errors.some(({ path }) => path === "password")
  )
    return (
      <Password
        onStarted={(secret) =>
          queryClient.setQueryData(liveKey("totp-setup"), secret)
        }
      />
    );
  if (started.error)
    return (
      <Notice tone="danger" role="alert">
        {words(started.error)}
      </Notice>
    );
  if (!started.data)
    return (
      <p role="status" className="flex justify-center py-8">
        <Spinner />
        <span className="sr-only">{t("loading")}</span>
      </p>
    );
  return <Confirm secret={started.data} onConfirmed={setCodes} />;
}

function Password({ onStarted }: { onStarted: (secret: Secret) => void }) {
  const t = useTranslations("totp");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: removeTotpSchema,
    defaultValues: { password: "" },
    save: (values) => api<Secret>("/me/totp", { method: "POST", body: values }),
    onSaved: onStarted,
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <Field
        label={t("password")}
        hint={t("passwordHint")}
        error={form.formState.errors.password?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register("password")}
            type="password"
            autoComplete="current-password"
            autoFocus
          />
        )}
      </Field>
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={isSaving}>
        {t("start")}
      </Button>
    </form>
  );
}

function Confirm({
  secret: { secret, uri },
  onConfirmed,
}: {
  secret: Secret;
  onConfirmed: (recoveryCodes: string[]) => void;
}) {
  const t = useTranslations("totp");
  const { form, submit, problem, isSaving } = useServerForm({
    schema: confirmTotpSchema,
    defaultValues: { code: "" },
    save: (values) =>
      api<RecoveryCodes>("/me/totp/confirm", { method: "POST", body: values }),
    onSaved: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
    >
      <p className="text-sm text-muted-foreground">{t("scan")}</p>
      <QrCode text={uri} label={t("qrCode")} />
      <CopyField value={secret} label={t("secret")} />
      <Field label={t("code")} error={form.formState.errors.code?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register("code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
          />
        )}
      </Field>
      {problem && (
        <Notice tone="danger" role="alert">
          {problem}
        </Notice>
      )}
      <Button type="submit" variant="primary" busy={isSaving}>
        {t("confirm")}
      </Button>
    </form>
  );
}

function Codes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslations("totp");
  const download = () => {
    const url = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`]));
    const link = document.createElement("a");
    link.href = url;
    link.download = "parley-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="info" role="status">
        {t("isOn")}
      </Notice>
      <p className="text-sm">{t("codesHint")}</p>
      <ul
        aria-label={t("codes")}
        className="grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-md border bg-muted/60 p-3 font-mono text-sm max-sm:grid-cols-1"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={download}>{t("download")}</Button>
        <Button variant="primary" onClick={onDone}>
          {t("codesKept")}
        </Button>
      </div>
    </div>
  );
}

/** Dark on white in both themes: cameras read it so. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) =>
      row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
    )
    .join("");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-48 rounded-md border bg-white text-black"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
}

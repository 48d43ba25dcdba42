"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { ApiError, NetworkError } from "#components/live/transport/api.ts";

type Refused = { reason?: unknown };
type Owner = { owner?: { name?: string } | null };

/** An error as a sentence in the agent's language: by its code, else what the server says. */
export function useErrorWords(): (error: unknown) => string {
  const t = useTranslations("errors");
  const transfer = useTranslations("transfer");
  // Why the customer cannot be written to now.
  const send = useTranslations("sendErrors");
  return useCallback(
    (error) => {
      if (error instanceof NetworkError) return t("network");
      if (!(error instanceof ApiError)) return t("unknown");
      const name = (error.current as Owner | undefined)?.owner?.name;
      if (error.code === "owned_by_other" && name)
        return t("owned_by_other_named", { name });
      const reason = (error.current as Refused | undefined)?.reason;
      if (error.code === "cannot_enter" && typeof reason === "string") {
        const why = `reasons.${reason}` as "reasons.offline";
        if (transfer.has(why))
          return t("cannot_enter_because", { reason: transfer(why) });
      }
      const key = error.code as "unknown";
      // Our fault: with the beginning of the request's id the operator finds its lines in the log.
      const [reference] = error.requestId?.split("-") ?? [];
      if (error.status === 500 && reference && t.has(key))
        return t("referred", { words: t(key), reference });
      if (t.has(key)) return t(key);
      if (send.has(`${key}.message`)) return send(`${key}.message`);
      return error.detail || t("unknown");
    },
    [t, transfer, send],
  );
}

/** The server's message about one field: translated by its key, otherwise unchanged. */
export function useFieldErrorWords(): (error: {
  message: string;
  code?: string | undefined;
}) => string {
  const t = useTranslations("form.server");
  return ({ message, code }) =>
    code !== undefined && t.has(code as "past") ? t(code as "past") : message;
}

/**
 * Why a message was not sent, and what to do. The words are those of the channel's kind where it has
 * words of its own.
 */
export function useSendErrorWords(kind: string | undefined): (error: {
  code: string;
  message?: string;
  fix?: string;
}) => {
  message: string;
  fix: string | null;
} {
  const t = useTranslations("sendErrors");
  const kinds = useTranslations("kindWords");
  const errors = useTranslations("errors");
  return useCallback(
    ({ code, message, fix }) => {
      const own =
        `${kind}.sendErrors.${code}` as "messenger.sendErrors.unknown";
      if (kind !== undefined && kinds.has(`${own}.message`))
        return { message: kinds(`${own}.message`), fix: kinds(`${own}.fix`) };
      const key = code as "unknown";
      if (t.has(`${key}.message`))
        return { message: t(`${key}.message`), fix: t(`${key}.fix`) };
      if (errors.has(key)) return { message: errors(key), fix: null };
      return { message: message || errors("unknown"), fix: fix ?? null };
    },
    [t, kinds, errors, kind],
  );
}

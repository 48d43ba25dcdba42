"use client";

import { useTranslations } from "next-intl";
import {
  useEffect,
  useId,
  useRef,
  useState,
  type FormEvent,
  type ReactNode,
} from "react";
import { Button } from "#components/ui/controls/button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/**
 * A form in a dialog: Cancel, Save, and an error of the whole form. Cancel gives up what was typed; a slip, such as
 * Escape or a click beside the dialog, asks first.
 */
export function FormDialog({
  title,
  description,
  onClose,
  onSubmit,
  submitLabel,
  isDirty,
  isSaving,
  problem,
  isWide = false,
  children,
}: {
  title: string;
  description?: string;
  onClose: () => void;
  onSubmit: (event: FormEvent) => void;
  submitLabel?: string;
  /** Something was changed that closing would lose. */
  isDirty: boolean;
  isSaving: boolean;
  problem: string | null;
  /** For forms that need room: a week, a list with columns. */
  isWide?: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  const discard = useTranslations("form.discard");
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [attempts, setAttempts] = useState(0);
  const [isAsking, setAsking] = useState(false);
  // An error may lie below the fold of a long form.
  useEffect(() => {
    if (attempts === 0) return undefined;
    const frame = requestAnimationFrame(() =>
      form.current
        ?.querySelector("[aria-invalid=true], [role=alert]")
        ?.scrollIntoView({ block: "center" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [attempts, problem]);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (open) return;
        if (isDirty) setAsking(true);
        else onClose();
      }}
      title={title}
      {...(isWide ? { className: "md:max-w-2xl" } : {})}
      {...(description ? { description } : {})}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" busy={isSaving}>
            {submitLabel ?? t("save")}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={formId}
        noValidate
        onSubmit={(event) => {
          setAttempts(attempts + 1);
          onSubmit(event);
        }}
        className="flex flex-col gap-4 pb-2"
      >
        {children}
        {problem && (
          <Notice tone="danger" role="alert">
            {problem}
          </Notice>
        )}
      </form>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={discard("title")}
        description={discard("text")}
        cancel={discard("stay")}
        action={discard("action")}
        onConfirm={() => {
          onClose();
          return Promise.resolve();
        }}
      />
    </Dialog>
  );
}

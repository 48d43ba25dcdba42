"use client";

import { useTranslations } from "next-intl";
import type { Label } from "#contract/customers/label.ts";
import { useRef, useState } from "react";
import { LabelPicks } from "#components/labels/label-picks.tsx";
import {
  useAssignLabel,
  type LabelTarget,
} from "#components/labels/use-assign-label.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Chooses the labels of a thread or a customer; each choice counts at once, and all of them can be undone at the end. */
export default function LabelDialog({
  of,
  labels,
  onClose,
}: {
  of: LabelTarget;
  labels: readonly Label[];
  onClose: () => void;
}) {
  const t = useTranslations("labels");
  const actions = useTranslations("actions");
  const words = useErrorWords();
  const wear = useAssignLabel(of);
  const [worn] = useState(() => new Set(labels.map(({ id }) => id)));
  /** By the id of a label that is changed, whether it was there before. */
  const before = useRef(new Map<string, boolean>());
  const answers = useRef<Promise<unknown>>(Promise.resolve());
  const note = (
    { id, on }: { id: string; on: boolean },
    answered: Promise<boolean>,
  ) => {
    const noted = answered.then((counts) => {
      if (!counts) return;
      const was = worn.has(id);
      if (was === on) before.current.delete(id);
      else before.current.set(id, was);
    });
    answers.current = Promise.all([answers.current, noted]);
  };
  const close = async () => {
    onClose();
    await answers.current;
    const back = [...before.current];
    if (back.length === 0) return;
    const undo = () =>
      Promise.all(back.map(([id, on]) => wear(id, on))).catch(
        (error: unknown) => toast.error(words(error)),
      );
    toast(t("changed"), {
      action: {
        label: actions("undo"),
        undoes: true,
        onClick: () => void undo(),
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && void close()}
      title={t(of.type === "thread" ? "editThread" : "editCustomer")}
      className="md:max-w-sm"
      footer={<Button onClick={() => void close()}>{t("done")}</Button>}
    >
      <LabelPicks of={of} labels={labels} onPress={note} />
    </Dialog>
  );
}

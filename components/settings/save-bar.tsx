"use client";

import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** The bar at the end of a long form, visible while changes are not saved. */
export function SaveBar({
  isDirty,
  isSaving,
  problem,
  onDiscard,
}: {
  isDirty: boolean;
  isSaving: boolean;
  problem: string | null;
  onDiscard?: () => void;
}) {
  const t = useTranslations("settings.fields");
  const common = useTranslations("common");
  return (
    <div
      className={cn(
        "-mx-4 px-4 py-3 md:-mx-8 md:px-8",
        isDirty && "sticky bottom-0 z-10 border-t bg-background/95",
      )}
    >
      {problem && (
        <Notice tone="danger" role="alert" className="mb-3">
          {problem}
        </Notice>
      )}
      <div className="flex items-center justify-end gap-2">
        <p role="status" className="me-auto text-sm text-muted-foreground">
          {isDirty ? t("unsaved") : ""}
        </p>
        {onDiscard && isDirty && (
          <Button onClick={onDiscard} disabled={isSaving}>
            {t("discard")}
          </Button>
        )}
        <Button type="submit" variant="primary" busy={isSaving}>
          {common("save")}
        </Button>
      </div>
    </div>
  );
}

"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyButton } from "#components/ui/controls/copy-button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";

/** One address of a list: invited by this link, or not, and why. */
export type Invited = {
  email: string;
  url: string | null;
  isMailed: boolean;
  problem: string | null;
};

/** The result for each address. Links are shown this once, and copied together. */
export function InvitedList({
  results,
  onClose,
}: {
  results: readonly Invited[];
  onClose: () => void;
}) {
  const t = useTranslations("settings.people");
  const many = useTranslations("settings.people.many");
  const links = results.filter(({ url }) => url !== null);
  const isMailed = links.length > 0 && links.every((one) => one.isMailed);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={many("done", { count: links.length, total: results.length })}
      className="md:max-w-2xl"
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("invitationDone")}
        </Button>
      }
    >
      {links.length > 0 && (
        <Notice tone={isMailed ? "info" : "warning"} className="mb-3">
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              {isMailed ? many("mailed") : many("notMailed")}
            </span>
            <CopyButton
              label={many("copy")}
              text={links
                .map(({ email, url }) => `${email} ${url ?? ""}`)
                .join("\n")}
            />
          </span>
        </Notice>
      )}
      <ul className="divide-y rounded-md border text-sm">
        {results.map(({ email, problem }) => (
          <li key={email} className="flex items-start gap-2 px-3 py-2">
            {problem === null ? (
              <Check aria-hidden className="mt-0.5 size-4 text-success" />
            ) : (
              <TriangleAlert
                aria-hidden
                className="mt-0.5 size-4 text-warning"
              />
            )}
            <span className="min-w-0 flex-1 wrap-anywhere">
              {email}
              <span className="block text-muted-foreground">
                {problem ?? many("invited")}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

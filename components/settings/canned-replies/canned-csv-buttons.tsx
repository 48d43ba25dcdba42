"use client";

import { Download, FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { apiUrl } from "#components/live/transport/api.ts";
import { lazily } from "#components/page/lazily.ts";
import { Button } from "#components/ui/controls/button.tsx";

const ImportCannedDialog = lazily(() => import("./import-canned-dialog.tsx"));

/** The buttons that export canned replies as CSV and import them. */
export function CannedCsvButtons({ canExport }: { canExport: boolean }) {
  const t = useTranslations("settings.cannedReplies.csv");
  const [isImporting, setImporting] = useState(false);
  return (
    <>
      <Button onClick={() => setImporting(true)}>
        <FileUp />
        {t("import")}
      </Button>
      {canExport && (
        <Button asChild>
          <a href={apiUrl("/canned-replies/export")} download>
            <Download aria-hidden />
            {t("export")}
          </a>
        </Button>
      )}
      {isImporting && (
        <Suspense>
          <ImportCannedDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}

"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Attachment } from "#contract/threads/message.ts";
import { Button } from "#components/ui/controls/button.tsx";

/** A PDF in the browser's own viewer; where the browser has none, a link to the file. */
export function PdfFrame({
  file: { url, name },
}: {
  file: Pick<Attachment, "url" | "name">;
}) {
  const t = useTranslations("thread");
  const shown = name ?? t("kinds.file");
  if (navigator.pdfViewerEnabled)
    return (
      // No `sandbox` attribute: in such a frame Chromium shows no PDF. The response brings the sandbox, see
      // file-response.ts.
      <iframe
        key={url}
        src={`${url}?framed=true`}
        title={shown}
        className="m-auto h-full w-full max-w-5xl rounded-md bg-muted"
      />
    );
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-3 rounded-lg bg-popover p-6 text-center text-sm text-popover-foreground">
      <p className="font-medium break-all">{shown}</p>
      <p className="text-muted-foreground">{t("noPdfViewer")}</p>
      <Button asChild variant="primary">
        <a href={url ?? ""} download={name ?? ""}>
          <Download aria-hidden />
          {t("downloadFile", { name: shown })}
        </a>
      </Button>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/controls/button.tsx";

/** Something on the page broke; what was written is kept, and the rest comes back with a reload. */
export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations("crash");
  return (
    <div className="grid h-full min-h-80 flex-1 place-items-center px-6 text-center">
      <div role="alert">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="mt-1 max-w-sm text-sm text-muted-foreground">
          {t("text")}
        </p>
        <div className="mt-4 flex justify-center gap-2">
          <Button onClick={reset}>{t("retry")}</Button>
          <Button variant="primary" onClick={() => window.location.reload()}>
            {t("reload")}
          </Button>
        </div>
      </div>
    </div>
  );
}

"use client";

import { Download, Ellipsis, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { apiUrl } from "#components/live/transport/api.ts";
import { lazily } from "#components/page/lazily.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { queryOf, type LeadFilterValues } from "./lead-filter.ts";

const ImportDialog = lazily(() => import("./import-dialog.tsx"));

/** The list as a file, and a file as leads. */
export function LeadFiles({ filter }: { filter: LeadFilterValues }) {
  const t = useTranslations("leads");
  const [isImporting, setImporting] = useState(false);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={t("files")}>
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem asChild>
            <a href={apiUrl("/leads/export", queryOf(filter))} download>
              <Download aria-hidden />
              {t("export")}
            </a>
          </MenuItem>
          <MenuItem onSelect={() => setImporting(true)}>
            <Upload aria-hidden />
            {t("import.open")}
          </MenuItem>
        </MenuContent>
      </Menu>
      {isImporting && (
        <Suspense>
          <ImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}

"use client";

import { Download, Ellipsis, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { apiUrl } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { queryOf, type LeadFilterValues } from "./lead-filter.ts";

/** The list as a file, and files as leads. */
export function LeadFiles({ filter }: { filter: LeadFilterValues }) {
  const t = useTranslations("leads");
  return (
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
        <MenuItem asChild>
          <PageLink href="/leads/imports">
            <Upload aria-hidden />
            {t("import")}
          </PageLink>
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

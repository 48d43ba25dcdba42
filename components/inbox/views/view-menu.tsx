"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { MenuItem, OpenMenu } from "#components/ui/overlays/menu.tsx";

/** The menu of a saved view. */
export default function ViewMenu({
  onEdit,
  onDelete,
  ...floating
}: FloatingProps & { onEdit: () => void; onDelete: () => void }) {
  const t = useTranslations("views");
  return (
    <OpenMenu {...floating} align="end">
      <MenuItem onSelect={onEdit}>
        <Pencil />
        {`${t("edit")}…`}
      </MenuItem>
      <MenuItem danger onSelect={onDelete}>
        <Trash2 />
        {t("delete")}
      </MenuItem>
    </OpenMenu>
  );
}

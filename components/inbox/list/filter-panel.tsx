"use client";

import { useTranslations } from "next-intl";
import { useMe } from "#components/live/stores/live-context.ts";
import {
  viewsOf,
  type Sort,
  type View,
  type ViewChoice,
} from "#components/navigation/views.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { useLabels } from "#components/live/queries/use-directory.ts";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  OpenMenu,
} from "#components/ui/overlays/menu.tsx";

const ANY = "any";
const SORTS: readonly Sort[] = ["newest", "waiting"];

/** Chooses the threads that the list shows, and their order. */
export default function FilterPanel({
  choice,
  onChoice,
  ...floating
}: FloatingProps & {
  choice: ViewChoice;
  onChoice: (change: Partial<ViewChoice>) => void;
}) {
  const t = useTranslations("list");
  const { role } = useMe();
  const labels = useLabels().data ?? [];
  return (
    <OpenMenu {...floating} align="end">
      <MenuLabel>{t("show")}</MenuLabel>
      <MenuRadioGroup
        value={choice.view}
        onValueChange={(view) => onChoice({ view: view as View })}
      >
        {viewsOf(role).map((view) => (
          <MenuRadioItem key={view} value={view}>
            {t(`views.${view}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
      <MenuLabel>{t("sort")}</MenuLabel>
      <MenuRadioGroup
        value={choice.sort}
        onValueChange={(sort) => onChoice({ sort: sort as Sort })}
      >
        {SORTS.map((sort) => (
          <MenuRadioItem key={sort} value={sort}>
            {t(`sorts.${sort}`)}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      {labels.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{t("label")}</MenuLabel>
          <MenuRadioGroup
            value={choice.label ?? ANY}
            onValueChange={(id) => onChoice({ label: id === ANY ? null : id })}
          >
            <MenuRadioItem value={ANY}>{t("anyLabel")}</MenuRadioItem>
            {labels.map(({ id, name, color }) => (
              <MenuRadioItem key={id} value={id}>
                <LabelDot color={color} />
                <span className="bidi max-w-48 truncate">{name}</span>
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </>
      )}
    </OpenMenu>
  );
}

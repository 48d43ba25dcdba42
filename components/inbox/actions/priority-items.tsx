"use client";

import { useTranslations } from "next-intl";
import {
  PRIORITIES,
  type Priority,
} from "#contract/threads/priority-levels.ts";
import { PriorityIcon } from "#components/thread/priority-icon.tsx";
import {
  MenuRadioGroup,
  MenuRadioItem,
} from "#components/ui/overlays/menu.tsx";

/** The four priorities, from the highest, with the present one ticked. */
export function PriorityItems({
  priority,
  onChoose,
}: {
  priority: Priority;
  onChoose: (priority: Priority) => void;
}) {
  const t = useTranslations("priority.levels");
  return (
    <MenuRadioGroup
      value={priority}
      onValueChange={(value) => onChoose(value as Priority)}
    >
      {PRIORITIES.toReversed().map((each) => (
        <MenuRadioItem key={each} value={each}>
          <PriorityIcon priority={each} />
          {t(each)}
        </MenuRadioItem>
      ))}
    </MenuRadioGroup>
  );
}

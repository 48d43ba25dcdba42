"use client";

import type { Priority } from "#contract/threads/priority-levels.ts";
import { PriorityItems } from "#components/inbox/actions/priority-items.tsx";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import { OpenMenu } from "#components/ui/overlays/menu.tsx";

export default function PriorityPanel({
  priority,
  onChoose,
  ...floating
}: FloatingProps & {
  priority: Priority;
  onChoose: (priority: Priority) => void;
}) {
  return (
    <OpenMenu {...floating} align="end">
      <PriorityItems priority={priority} onChoose={onChoose} />
    </OpenMenu>
  );
}

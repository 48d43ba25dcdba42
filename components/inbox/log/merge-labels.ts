import type { Message } from "#contract/threads/message.ts";

type Label = { id: string; name: string };

/**
 * One line for two in a row in which labels were changed. "nothing": the later one takes back the earlier one.
 * Null: these are others. Pure.
 */
export function mergeLabels(
  earlier: Message,
  later: Message,
): Message | "nothing" | null {
  if (earlier.event?.type !== "labels_changed") return null;
  if (later.event?.type !== "labels_changed") return null;
  const before = changesOf(earlier);
  const after = changesOf(later);
  const added = [
    ...without(before.added, after.removed),
    ...without(after.added, before.removed),
  ];
  const removed = [
    ...without(before.removed, after.added),
    ...without(after.removed, before.added),
  ];
  if (added.length === 0 && removed.length === 0) return "nothing";
  return { ...later, event: { type: "labels_changed", added, removed } };
}

function changesOf({ event }: Message): Record<"added" | "removed", Label[]> {
  const labels = (value: unknown) =>
    Array.isArray(value) ? (value as Label[]) : [];
  return { added: labels(event?.added), removed: labels(event?.removed) };
}

function without(labels: Label[], gone: readonly Label[]): Label[] {
  return labels.filter(({ id }) => !gone.some((each) => each.id === id));
}

const TYPED = /^#(\d{1,9})$/;

/** The thread's number that was typed as "#1234". Null: it is another text. Pure. */
export function typedNumber(typed: string): number | null {
  const found = TYPED.exec(typed.trim())?.[1];
  return found === undefined ? null : Number(found);
}

/** The address of a thread, and of one of its messages, below Parley's own. Pure. */
export function shortPath(number: number, messageId?: string): string {
  return messageId === undefined
    ? `/c/${number}`
    : `/c/${number}?message=${messageId}`;
}

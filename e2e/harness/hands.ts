import type { Page } from "@playwright/test";

/**
 * The acts of a day at the console. The mouse and the keyboard are two ways of
 * doing the same, so that one story is told with each.
 */
export type Hands = {
  signIn(
    appUrl: string,
    login: { email: string; password: string },
  ): Promise<void>;
  /** Has the next conversation open after one was closed. */
  goOnAfterClosing(): Promise<void>;
  setStatus(name: string): Promise<void>;
  /** Accepts the conversation that rings, and waits until it is open. */
  accept(customer: string): Promise<void>;
  /** Brings a canned reply into the field. */
  useCanned(search: string, title: string): Promise<void>;
  send(): Promise<void>;
  addNote(note: { mention: string; text: string }): Promise<void>;
  label(name: string): Promise<void>;
  snooze(typed: string): Promise<void>;
  transfer(handOver: { to: string; note: string }): Promise<void>;
  open(customer: string): Promise<void>;
  sendAndClose(text: string): Promise<void>;
  /** Finds a message by its words, and opens its conversation there. */
  findMessage(words: string): Promise<void>;
  /** Snoozes these conversations by one act. */
  snoozeTogether(customers: string[]): Promise<void>;
  undo(): Promise<void>;
  /** The page of the customer whose conversation is open. */
  openCustomer(): Promise<void>;
  backToInbox(): Promise<void>;
  /** Narrows the list to one's own conversations, and saves that as a view. */
  saveOwnAsView(name: string): Promise<void>;
  showView(name: string): Promise<void>;
  /** Signs out; open conversations return to where they came from. */
  signOut(): Promise<void>;
  /** From the report of today to the conversations that were closed in a queue. */
  openReport(): Promise<void>;
  openClosedOf(queue: string): Promise<void>;
};

/** Every pointer event that a page gets from now on. */
export async function watchPointer(page: Page): Promise<string[]> {
  const seen: string[] = [];
  await page.exposeFunction("tellPointer", (what: string) => seen.push(what));
  await page.addInitScript(() => {
    const { tellPointer } = window as unknown as {
      tellPointer: (what: string) => void;
    };
    for (const type of [
      "pointerdown",
      "pointermove",
      "mousedown",
      "mousemove",
      "touchstart",
      "wheel",
    ])
      window.addEventListener(
        type,
        ({ isTrusted, target }) => {
          if (isTrusted)
            tellPointer(`${type} on ${(target as Element).tagName}`);
        },
        { capture: true, passive: true },
      );
  });
  return seen;
}

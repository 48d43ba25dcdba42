import type { Page } from "@playwright/test";

/** A page's live events, which a test can keep back while REST goes on. */
export type HeldSocket = {
  /** Holds back all that the server sends from now on. */
  hold(): void;
  /** All that waited arrives, in its order. */
  release(): void;
};

/** To be called before the page is opened. */
export async function holdSocket(page: Page): Promise<HeldSocket> {
  let isHeld = false;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/\/socket\.io\//, (near) => {
    const far = near.connectToServer();
    near.onMessage((message) => far.send(message));
    far.onMessage((message) => {
      // A ping is answered, or the line would count as dead.
      const isEvent = typeof message === "string" && message.startsWith("42");
      if (isHeld && isEvent) waiting.push(() => near.send(message));
      else near.send(message);
    });
  });
  return {
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const send of waiting.splice(0)) send();
    },
  };
}

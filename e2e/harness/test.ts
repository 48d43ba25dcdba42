import { test as base } from "@playwright/test";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { startTestServer } from "#server/db/test-database.ts";
import type { TestServer } from "#server/db/test-database.ts";
import { expect } from "@playwright/test";

export { expect };

export type OpenTab = (
  options?: BrowserContextOptions & {
    /** Errors in the browser's console that the story brings about. */
    expected?: RegExp;
  },
) => Promise<Page>;

type PerTest = {
  /** A person of their own: a new browser context with one page. */
  openTab: OpenTab;
};
type PerRun = {
  /** One server for the run, whose migrated template every spec file clones. */
  postgres: TestServer;
};

/** A customer's picture, which a page may ask for when the customer is out of its agent's sight by then. */
const PICTURE = /\/customers\/[^/]+\/avatar/;

/** Playwright's test. An error in a browser's console that nobody expects fails the story. */
export const test = base.extend<PerTest, PerRun>({
  openTab: async ({ browser }, use) => {
    const complaints: string[] = [];
    const closing: (() => Promise<void>)[] = [];
    await use(async ({ expected, ...options } = {}) => {
      const context = await browser.newContext(options);
      closing.push(() => context.close());
      const page = await context.newPage();
      page.on("console", (line) => {
        const isError = line.type() === "error";
        const isLate =
          line.text().includes("404") && PICTURE.test(line.location().url);
        if (isError && !isLate && !expected?.test(line.text()))
          complaints.push(
            `${page.url()}: ${line.text()} (${line.location().url})`,
          );
      });
      page.on("pageerror", (error) => {
        complaints.push(`${page.url()}: ${error.stack ?? error.message}`);
      });
      return page;
    });
    expect(complaints).toEqual([]);
    for (const close of closing) await close();
  },
  postgres: [
    // Playwright reads from the pattern that it needs no other fixture.
    async ({}, use) => {
      const server = await startTestServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

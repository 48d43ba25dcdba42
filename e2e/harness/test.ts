import { test as base } from "@playwright/test";
import { startTestServer } from "#server/db/test-database.ts";
import type { TestServer } from "#server/db/test-database.ts";

export { expect } from "@playwright/test";

/**
 * Playwright's test with `postgres`: one server for the run, whose migrated
 * template every spec file clones.
 */
export const test = base.extend<object, { postgres: TestServer }>({
  postgres: [
    // Playwright reads from the pattern that it needs no other fixture.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startTestServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

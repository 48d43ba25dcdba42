import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../start.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
});
afterAll(() => simulator.stop());

test("the page and all it loads are served, without types and from here alone", async () => {
  const html = await (await fetch(simulator.url)).text();
  const seen = new Set<string>();
  const queue = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  expect(html).not.toMatch(/(?:href|src)="https?:/);
  while (queue.length > 0) {
    const path = queue.pop() ?? "";
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await fetch(simulator.url + path);
    expect([path, response.status]).toEqual([path, 200]);
    if (!path.endsWith(".ts")) continue;
    expect(response.headers.get("content-type")).toContain("javascript");
    const code = await response.text();
    expect(code).not.toMatch(/^import type/m);
    for (const [, next] of code.matchAll(/from "(\.[\w./-]+\.ts)"/g))
      queue.push(new URL(next ?? "", simulator.url + path).pathname);
  }
  expect(seen.size).toBeGreaterThan(15);
});

test("nothing else of the folder is given out", async () => {
  for (const path of [
    "/page/serve.ts",
    "/page/page.test.ts",
    "/page/..%2Fstart.ts",
    "/page/none.ts",
  ])
    expect([path, (await fetch(simulator.url + path)).status]).toEqual([
      path,
      404,
    ]);
});

import { expect, test } from "vitest";
import { runBench } from "./run.ts";
import { short } from "./size.ts";

test(
  "the bench runs and measures every part",
  { timeout: 300_000 },
  async () => {
    const said: string[] = [];
    const { figures } = await runBench(short, (text) => said.push(text));
    const parts = new Set(figures.map(({ part }) => part));
    expect([...parts]).toEqual(["a", "b", "c", "d", "e", "f", "g", "i", "j"]);
    for (const { name, product } of figures) {
      expect(product.median, name).toBeGreaterThanOrEqual(0);
    }
    const applied = figures.find(({ name }) => name.endsWith("applied"));
    expect(applied?.product.median).toBe(short.crashMessages);
  },
);

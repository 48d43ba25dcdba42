import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { filesUnder } from "./packed-files.ts";

it("leaves out a package of development, and no other version of it", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-packed-"));
  const write = (file: string) => {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), "{}");
  };
  try {
    write("node_modules/mime-types/package.json");
    write("node_modules/accepts/package.json");
    write("node_modules/accepts/node_modules/mime-types/package.json");
    fs.symlinkSync("../accepts", path.join(folder, "node_modules/.bin"));
    const names = filesUnder(
      folder,
      "node_modules",
      new Set(["node_modules/mime-types"]),
    );
    expect(names.toSorted()).toEqual([
      "node_modules",
      "node_modules/.bin",
      "node_modules/accepts",
      "node_modules/accepts/node_modules",
      "node_modules/accepts/node_modules/mime-types",
      "node_modules/accepts/node_modules/mime-types/package.json",
      "node_modules/accepts/package.json",
    ]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

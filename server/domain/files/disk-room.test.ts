import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { closedCode } from "./disk-room.ts";

/** Does it as a user who may not write there: root may write everywhere. */
function asAnotherUser(program: string): unknown {
  const module = pathToFileURL(path.resolve("server/domain/files/store.ts"));
  const text = execFileSync(
    process.execPath,
    [
      ...["--disable-warning=ExperimentalWarning", "--input-type=module", "-e"],
      `import { createFileStore, newFileKey } from ${JSON.stringify(module.href)};
       if (process.getuid?.() === 0) process.seteuid(65534);
       ${program}`,
    ],
    { encoding: "utf8" },
  );
  return JSON.parse(text);
}

test("a folder that is not ours, as a mount point without its disk, makes files wait", () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-closed-"));
  fs.mkdirSync(path.join(dataDir, "files"));
  fs.chmodSync(dataDir, 0o755);
  fs.chmodSync(path.join(dataDir, "files"), 0o555);
  try {
    expect(
      asAnotherUser(`
        const store = createFileStore({ dataDir: ${JSON.stringify(dataDir)} });
        const kept = await store.put(newFileKey(), Buffer.from("x")).catch(({ code }) => code);
        console.log(JSON.stringify({ kept, can: await store.canKeep(), why: store.trouble().reason }));`),
    ).toEqual({ kept: "storage_unavailable", can: false, why: "EACCES" });
  } finally {
    fs.chmodSync(path.join(dataDir, "files"), 0o755);
    fs.rmSync(dataDir, { recursive: true });
  }
});

test("a connection that is refused is no trouble of the folder", () => {
  const refused = (syscall: string) =>
    new Error("fetch failed", {
      cause: Object.assign(new Error("denied"), { code: "EACCES", syscall }),
    });
  expect(closedCode(refused("mkdir"))).toBe("EACCES");
  expect(closedCode(refused("connect"))).toBeNull();
});

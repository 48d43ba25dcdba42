import path from "node:path";
import process from "node:process";
import { API } from "typescript-7/unstable/sync";

let opened;

/**
 * The name of the type that declares a member: "String" for `slice` in
 * `text.slice(1)`. oxlint gives its plugins no types, so the first call opens
 * TypeScript's project, which takes a few seconds; a rule asks once it has
 * ruled out what it can without.
 */
export function ownerOfMember({ cwd, physicalFilename }, member) {
  opened ??= open(cwd);
  const project = opened.getDefaultProjectForFile(physicalFilename);
  const symbol = project?.checker.getSymbolAtPosition(
    physicalFilename,
    member.range[0],
  );
  return symbol?.getParent()?.name;
}

function open(folder) {
  const api = new API({ cwd: folder });
  // `api.close()` and the end of this process ask the compiler to end, and it
  // then prints "context canceled" among the findings.
  process.prependOnceListener("exit", () =>
    api.client.channel.child.kill("SIGKILL"),
  );
  return api.updateSnapshot({
    openProjects: [path.join(folder, "tsconfig.json")],
  });
}

import { scanByClamd } from "./clamd.ts";
import { scanByHook } from "./hook.ts";
import type { FileScanner } from "#server/domain/file-scanner.ts";
import type { FileScanEnv } from "#server/runtime/env.ts";

/** The scanner that the environment names: clamd://host:port, or an HTTP hook. */
export function createFileScanner({
  url,
  acceptsUnchecked,
}: FileScanEnv): FileScanner {
  const target = new URL(url);
  const scan = target.protocol === "clamd:" ? scanByClamd : scanByHook;
  return {
    scan: (chunks) => scan(target, chunks),
    where: `${target.protocol}//${target.host}`,
    acceptsUnchecked,
  };
}

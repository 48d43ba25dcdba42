/* oxlint-disable no-console -- this is where the console is taken over */
import { format } from "node:util";
import type { Log } from "#server/runtime/log.ts";

/** From now on, libraries that print (such as Next) write log lines: stdout stays one JSON object per line. */
export function sendConsoleToLog(log: Log): void {
  const lines = log.child({ source: "console" });
  console.log = console.info = (...words) => lines.info(format(...words));
  console.debug = (...words) => lines.debug(format(...words));
  console.warn = (...words) => lines.warn(format(...words));
  console.error = (...words) => lines.error(format(...words));
}

/* eslint-disable no-console -- this is where the console is taken over */
import { format } from "node:util";
import type { Log } from "#server/runtime/log.ts";

/** Libraries that print (Next among them) write log lines from now on: stdout stays one JSON object a line. */
export function sendConsoleToLog(log: Log): void {
  const lines = log.child({ source: "console" });
  console.log = console.info = (...words) => lines.info(format(...words));
  console.debug = (...words) => lines.debug(format(...words));
  console.warn = (...words) => lines.warn(format(...words));
  console.error = (...words) => lines.error(format(...words));
}

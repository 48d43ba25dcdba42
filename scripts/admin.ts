/**
 * `npm run --silent admin -- <noun> <verb> [--flag value …] --json`:
 * administration without a browser, beside a running server or without one.
 * One JSON object on stdout; an error is one sentence on stderr and exit 1.
 */
import { parseArgs } from "node:util";
import { AppError } from "#server/domain/app-error.ts";
import { parseEnv } from "#server/runtime/env.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { VERBS } from "./admin/verbs.ts";
import type { Flags } from "./admin/verbs.ts";

await runOrExplain(async () => {
  const { name, flags, switches, json } = parseCommand(process.argv.slice(2));
  const verb = VERBS[name];
  if (!verb) throw new StartError(usage(name));
  const known = new Set([...verb.flags, ...(verb.switches ?? [])]);
  for (const given of [...Object.keys(flags), ...switches])
    if (!known.has(given))
      throw new StartError(`"${name}" has no flag --${given}.`);
  try {
    const answer = await verb.run(parseEnv(process.env), flags, switches);
    console.log(json ? JSON.stringify(answer) : inLines(answer));
  } catch (error) {
    if (error instanceof AppError) throw explain(error);
    throw error;
  }
});

function parseCommand(args: string[]) {
  const verbs = Object.values(VERBS);
  const names = verbs.flatMap(({ flags }) => flags);
  const switchNames = verbs.flatMap(({ switches }) => switches ?? []);
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        ...Object.fromEntries(
          names.map((flag) => [flag, { type: "string" as const }]),
        ),
        ...Object.fromEntries(
          switchNames.map((flag) => [flag, { type: "boolean" as const }]),
        ),
      },
    });
    const { json, ...given } = values;
    const flags = Object.entries(given).filter(
      (each): each is [string, string] => typeof each[1] === "string",
    );
    return {
      name: positionals.join(" "),
      flags: Object.fromEntries(flags) satisfies Flags,
      switches: new Set(switchNames.filter((flag) => flag in given)),
      json: json === true,
    };
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    throw new StartError(`${sentence}.`, { cause: error });
  }
}

function explain(error: AppError): StartError {
  const sentences: Partial<Record<typeof error.code, string>> = {
    already_exists: "There is already a user with this e-mail address.",
    wrong_state: "The last owner cannot be disabled: name another one first.",
    not_found: "There is no such user, or it is disabled.",
  };
  return new StartError(
    sentences[error.code] ??
      `Refused: ${error.code} ${JSON.stringify(error.detail)}.`,
    { cause: error },
  );
}

function usage(name: string): string {
  const verbs = Object.entries(VERBS).map(
    ([verb, { flags, switches = [] }]) =>
      `${verb}${[...flags, ...switches].map((flag) => ` --${flag}`).join("")}`,
  );
  return `There is no "${name}"; there is: ${verbs.join(" · ")}.`;
}

function inLines(answer: Record<string, unknown>): string {
  return Object.entries(answer)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join("\n");
}

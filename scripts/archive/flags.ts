import { parseArgs, type ParseArgsConfig } from "node:util";
import { StartError } from "#server/runtime/start-error.ts";

/** The flags of a command. @throws StartError one sentence: an unknown or malformed flag */
export function readFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
  command: string,
  options: T,
) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const flags = Object.keys(options).map((flag) => `--${flag}`);
    throw new StartError(
      `npm run ${command} takes ${flags.join(", ")}: ${(error as Error).message.split(". ")[0] ?? ""}.`,
      { cause: error },
    );
  }
}

import { parseArgs } from "node:util";
import { isLocale, locales, type Locale } from "#contract/base/locales.ts";
import { StartError } from "#server/runtime/start-error.ts";

/** messaging: a message and its answer. profile: between them, also the customer page with name and picture. */
export const VARIANTS = ["messaging", "profile"] as const;
export type Variant = (typeof VARIANTS)[number];

/** A running installation, and the simulator that is Meta for it. */
export type Installation = {
  url: string;
  email: string;
  password: string;
  simulator: string;
};

export type ScreencastArguments = {
  locale: Locale;
  variant: Variant;
  /** The film. */
  out: string;
  /** Null: the demo is started for the film. */
  installation: Installation | null;
};

/** @throws StartError in one sentence: what is missing or wrong */
export function parseArguments(args: readonly string[]): ScreencastArguments {
  const { locale, variant, out, ...rest } = readFlags(args);
  if (locale === undefined || !isLocale(locale))
    throw new StartError(
      `--locale must be one of ${locales.join(", ")}: the language of the captions.`,
    );
  const isVariant = VARIANTS.find((each) => each === (variant ?? "profile"));
  if (isVariant === undefined)
    throw new StartError(`--variant must be one of ${VARIANTS.join(", ")}.`);
  if (out === undefined || !out.endsWith(".mp4"))
    throw new StartError("--out must name the film, a file that ends in .mp4.");
  return { locale, variant: isVariant, out, installation: where(rest) };
}

type Flags = Partial<
  Record<
    "locale" | "variant" | "out" | "url" | "email" | "password" | "simulator",
    string
  >
>;

function readFlags(args: readonly string[]): Flags {
  const type = "string" as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        locale: { type },
        variant: { type },
        out: { type },
        url: { type },
        email: { type },
        password: { type },
        simulator: { type },
      },
    }).values;
  } catch (cause) {
    throw new StartError(
      cause instanceof Error ? cause.message : String(cause),
      { cause },
    );
  }
}

function where({
  url,
  email,
  password,
  simulator,
}: Omit<Flags, "locale" | "variant" | "out">): Installation | null {
  const given = { url, email, password, simulator };
  const missing = Object.entries(given)
    .filter(([, value]) => value === undefined)
    .map(([name]) => `--${name}`);
  if (missing.length === Object.keys(given).length) return null;
  if (missing.length > 0)
    throw new StartError(
      `A running installation also needs ${missing.join(", ")}; without --url the demo is started.`,
    );
  return {
    url: webAddress("--url", url),
    simulator: webAddress("--simulator", simulator),
    email: email ?? "",
    password: password ?? "",
  };
}

function webAddress(flag: string, text = ""): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text))
    throw new StartError(
      `${flag} must be an address like http://localhost:3000.`,
    );
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

/**
 * Variables of canned replies: `{{customer.name}}`, with filters:
 * `{{customer.firstName | default:"there"}}`, `{{now | date:"short"}}`,
 * `{{agent.name | upper}}`. There is no code in them, and nothing inside a
 * value is expanded again.
 */

/** A date; `hasTime`: its time is shown, too. */
type VariableDate = { at: Date; hasTime: boolean };

/** The values that a variable can stand for. Null and absent: unknown. */
export type VariableValue = string | VariableDate | null;

/** Customers' own fields are `customer.field.{key}`, the fields and answers of their newest lead `lead.{key}`. */
export const VARIABLES = [
  "customer.name",
  "customer.firstName",
  "customer.lastName",
  "agent.name",
  "agent.displayName",
  "page.name",
  "queue.name",
  "thread.number",
  "office.nextOpen",
  "now",
] as const;

// One line and bounded, so that it is linear.
const PLACEHOLDER = /\{\{([^{}\n]{1,200})\}\}/g;
const PATH = /^[a-z][\w.-]*$/i;
const STYLES = ["short", "medium", "long", "full"] as const;

type Formats = {
  /** BCP 47 tag for dates. */
  language: string;
  /** IANA name or offset: "+08:00". */
  timeZone: string;
};

export type FilledText = {
  text: string;
  /** The variables without a value, in the order of the text; they stay in it as they are. */
  missing: string[];
};

/** Fills in what is known. Pure. */
export function fillVariables(
  text: string,
  values: Readonly<Record<string, VariableValue | undefined>>,
  formats: Formats,
): FilledText {
  const missing = new Set<string>();
  const filled = text.replace(PLACEHOLDER, (whole, inside: string) => {
    const parsed = parse(inside);
    if (!parsed) return whole;
    const value = applyFilters(
      Object.hasOwn(values, parsed.path) ? values[parsed.path] : null,
      parsed.filters,
      formats,
    );
    if (value !== null) return value;
    missing.add(parsed.path);
    return whole;
  });
  return { text: filled, missing: [...missing] };
}

/** The variables that stand in a text, as they are written. A text for a customer may hold none. Pure. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .filter(([, inside]) => parse(inside ?? "") !== null)
    .map(([whole]) => whole);
}

type Filter = { name: string; argument: string | null };

function parse(inside: string): { path: string; filters: Filter[] } | null {
  const [path = "", ...rest] = inside.split("|").map((part) => part.trim());
  if (!PATH.test(path)) return null;
  const filters = rest.map((part): Filter => {
    const colon = part.indexOf(":");
    if (colon === -1) return { name: part, argument: null };
    return {
      name: part.slice(0, colon).trim(),
      argument: unquote(part.slice(colon + 1).trim()),
    };
  });
  return { path, filters };
}

function unquote(text: string): string {
  const [first] = text;
  const isQuoted =
    text.length > 1 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted ? text.slice(1, -1) : text;
}

function applyFilters(
  value: VariableValue | undefined,
  filters: readonly Filter[],
  formats: Formats,
): string | null {
  const style = filters.find(({ name }) => name === "date")?.argument;
  const known =
    value !== null && typeof value === "object"
      ? formatDate(value, style, formats)
      : plain(value);
  const fallback = filters.find(({ name }) => name === "default")?.argument;
  const text = known ?? fallback ?? null;
  return filters.some(({ name }) => name === "upper")
    ? (text?.toLocaleUpperCase(formats.language) ?? null)
    : text;
}

/** A value is data: no control characters, and none that turns the direction of what follows. */
function plain(value: string | null | undefined): string | null {
  const text = (value ?? "")
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, " ")
    .replaceAll("{{", "{")
    .trim();
  return text === "" ? null : text;
}

function formatDate(
  { at, hasTime }: VariableDate,
  wanted: string | null | undefined,
  { language, timeZone }: Formats,
): string {
  const dateStyle = STYLES.find((style) => style === wanted) ?? "medium";
  return new Intl.DateTimeFormat(language, {
    dateStyle,
    timeZone,
    ...(hasTime ? { timeStyle: "short" } : {}),
  }).format(at);
}

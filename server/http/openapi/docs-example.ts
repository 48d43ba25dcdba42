type Json = Record<string, unknown>;

/** Deeper parts of a body are left out. */
const MAX_DEPTH = 4;

const STRINGS: Readonly<Record<string, string>> = {
  "date-time": "2026-11-30T09:00:00Z",
  email: "bob@example.com",
  uuid: "0192f6a0-5b7e-7c31-9d2f-3a1b5c7d9e0f",
};

/** A call of an operation for the command line, with the fields that its body requires. Pure. */
export function curlExample(
  { method, path, body }: { method: string; path: string; body: Json | null },
  schemas: Readonly<Record<string, Json>>,
): string {
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"$PARLEY/api/v1${path}"`,
    `-H "Authorization: Bearer $TOKEN"`,
  ];
  if (body) {
    const text = JSON.stringify(exampleOf(body, schemas, 0) ?? {});
    lines.push(`-H "Content-Type: application/json"`);
    lines.push(`-d '${text.replaceAll("'", "’")}'`);
  }
  return lines.join(" \\\n  ");
}

/** A value that fits the schema; undefined where there is none to show. */
function exampleOf(
  schema: Json,
  schemas: Readonly<Record<string, Json>>,
  depth: number,
): unknown {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof schema.$ref === "string") {
    const named = schemas[schema.$ref.split("/").at(-1) ?? ""];
    return named && exampleOf(named, schemas, depth + 1);
  }
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0] as unknown;
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  const choice = choices?.find(({ type }) => type !== "null") ?? choices?.[0];
  if (choice) return exampleOf(choice, schemas, depth);
  switch (schema.type) {
    case "string":
      return STRINGS[String(schema.format)] ?? "text";
    case "number":
    case "integer":
      return Math.max(1, Number(schema.minimum ?? 1));
    case "boolean":
      return true;
    case "array": {
      const item = exampleOf((schema.items ?? {}) as Json, schemas, depth + 1);
      return item === undefined ? [] : [item];
    }
    case "object":
      return objectOf(schema, schemas, depth);
    default:
      return undefined;
  }
}

/** The required fields; of an object without any, such as a change, its first. */
function objectOf(
  schema: Json,
  schemas: Readonly<Record<string, Json>>,
  depth: number,
): Json {
  const fields = (schema.properties ?? {}) as Record<string, Json>;
  const required = (schema.required as string[] | undefined) ?? [];
  const names =
    required.length > 0 ? required : Object.keys(fields).slice(0, 1);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = exampleOf(fields[name] ?? {}, schemas, depth + 1);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

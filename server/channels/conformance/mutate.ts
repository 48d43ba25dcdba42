import fc from "fast-check";

/**
 * Bodies that are nearly right: a delivery of the vendor's with one to three
 * changes, in its structure where it has one that is known, else in its bytes.
 */

export type Mutation = {
  how:
    | "replace"
    | "drop"
    | "repeat"
    | "rename"
    | "wrap"
    | "flip_byte"
    | "cut"
    | "insert_bytes";
  at: number;
  value: unknown;
};

const HOSTILE: readonly unknown[] = [
  "nul \0 inside",
  "\0",
  "\ud83d",
  "x\ude00",
  "",
  " ",
  "😀".repeat(60),
  `${"😀".repeat(110)}x`,
  "a".repeat(600),
  "\u202eright to left\u2069",
  "line\r\nend\u2028",
  "'; drop table message; --",
  "javascript:alert(1)",
  "http://cdn.example/\0.png",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-23:59",
  "-000001-01-01T00:00:00Z",
  "2026-13-01T00:00:00Z",
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  true,
  null,
  [],
  {},
  [[[[[]]]]],
  { id: { id: "x" } },
  "__proto__",
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  how: fc.oneof(
    { weight: 6, arbitrary: fc.constant("replace" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Mutation["how"][]>(
        "drop",
        "repeat",
        "rename",
        "wrap",
        "flip_byte",
        "cut",
        "insert_bytes",
      ),
    },
  ),
  at: fc.nat(),
  value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 2 })),
});

/** @param bodies of which one is taken */
export function mutatedBody(
  bodies: readonly Uint8Array[],
): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(
      fc.constantFrom(...bodies),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
    )
    .map(([body, mutations]) => mutations.reduce(mutate, body));
}

export function mutate(body: Uint8Array, mutation: Mutation): Uint8Array {
  const { how } = mutation;
  if (how === "flip_byte" || how === "cut" || how === "insert_bytes")
    return inBytes(body, mutation);
  return inJson(body, mutation) ?? inForm(body, mutation);
}

function inBytes(body: Uint8Array, { how, at, value }: Mutation): Uint8Array {
  const place = at % (body.byteLength + 1);
  const before = body.subarray(0, place);
  switch (how) {
    case "cut":
      return before;
    case "flip_byte":
      return Buffer.concat([
        before,
        Buffer.from([at % 256]),
        body.subarray(place + 1),
      ]);
    default:
      return Buffer.concat([
        before,
        Buffer.from(JSON.stringify(value)),
        body.subarray(place),
      ]);
  }
}

/** Null: it is not JSON. */
function inJson(body: Uint8Array, mutation: Mutation): Uint8Array | null {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(body).toString());
  } catch {
    return null;
  }
  const holder = { root };
  const places = placesOf(holder);
  const place = places[mutation.at % places.length];
  if (place) change(place, mutation);
  return Buffer.from(JSON.stringify(holder.root) ?? "null");
}

type Holder = Record<string, unknown>;
type Place = { holder: Holder; name: string };

/** Every member of every object and list. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((name) => [
    { holder, name },
    ...placesOf(holder[name]),
  ]);
}

function change({ holder, name }: Place, { how, value }: Mutation): void {
  const old = holder[name];
  switch (how) {
    case "drop":
      if (Array.isArray(holder)) holder.splice(Number(name), 1);
      else delete holder[name];
      return;
    case "repeat":
      if (Array.isArray(holder)) holder.push(structuredClone(old));
      else holder[`${name}_more`] = structuredClone(old);
      return;
    case "rename":
      holder[typeof value === "string" ? value : "renamed"] = old;
      if (!Array.isArray(holder)) delete holder[name];
      return;
    case "wrap":
      holder[name] = [old];
      return;
    default:
      holder[name] = value;
  }
}

function inForm(body: Uint8Array, { how, at, value }: Mutation): Uint8Array {
  const fields = [...new URLSearchParams(Buffer.from(body).toString())];
  const field = fields[at % Math.max(1, fields.length)];
  if (!field) return body;
  const index = fields.indexOf(field);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (how === "drop") fields.splice(index, 1);
  else if (how === "repeat") fields.push([...field]);
  else if (how === "rename") fields[index] = [text, field[1]];
  else fields[index] = [field[0], text];
  return Buffer.from(new URLSearchParams(fields).toString());
}

/** A `fields` expression as a tree: `id,messages.limit(5){id,from}` → the
 *  names with what is asked inside them. */
export type FieldTree = Map<
  string,
  { limit: number | null; inside: FieldTree }
>;

/** Never throws: what does not parse is left out. */
export function parseFields(text: string | null): FieldTree {
  const tokens = (text ?? "").match(/[a-z_0-9]+|[{},.()]/gi) ?? [];
  let at = 0;

  function level(): FieldTree {
    const tree: FieldTree = new Map();
    while (at < tokens.length && tokens[at] !== "}") {
      const name = tokens[at++] ?? "";
      if (!/^\w/.test(name)) continue;
      let limit: number | null = null;
      while (tokens[at] === ".") {
        const argument = tokens[at + 3];
        if (tokens[at + 1] === "limit") limit = Number(argument);
        at += 2;
        while (at < tokens.length && tokens[at++] !== ")");
      }
      let inside: FieldTree = new Map();
      if (tokens[at] === "{") {
        at++;
        inside = level();
        at++;
      }
      tree.set(name, { limit, inside });
    }
    return tree;
  }

  return level();
}

/** The wanted part of an object, in the order asked; `id` always. */
export function pick(
  tree: FieldTree,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of tree.keys())
    if (values[name] !== undefined) picked[name] = values[name];
  if (values["id"] !== undefined) picked["id"] = values["id"];
  return picked;
}

import { z } from "zod";
import { emailSchema, nameSchema } from "#contract/text/fields.ts";

export type ParsedPerson = { email: string; name: string };

const LINE = z.object({ email: emailSchema, name: nameSchema });

/**
 * People from a pasted list, one a line: "bob@example.com", "Bob Chen <bob@example.com>" or "Bob Chen, bob@example.com"
 * as a table has it. Without a name, a person gets the first part of the address. A repeated address counts once.
 * `wrong`: the lines that hold no address. Pure.
 */
export function parsePeople(text: string): {
  people: ParsedPerson[];
  wrong: string[];
} {
  const people = new Map<string, ParsedPerson>();
  const wrong: string[] = [];
  for (const line of text.split(/\r?\n/u).map((one) => one.trim())) {
    if (line === "") continue;
    const words = line.split(/[\s<>,;，；"]/u).filter(Boolean);
    const address = words.find((word) => word.includes("@")) ?? "";
    const name = words.filter((word) => word !== address).join(" ");
    const parsed = LINE.safeParse({
      email: address,
      name: name || address.split("@")[0],
    });
    if (!parsed.success) wrong.push(line);
    else if (!people.has(parsed.data.email))
      people.set(parsed.data.email, parsed.data);
  }
  return { people: [...people.values()], wrong };
}

import type { CreateLabel } from "#contract/customers/label-requests.ts";
import type { Context } from "#server/domain/context.ts";
import { createLabel } from "#server/domain/labels/labels.ts";
import type { People } from "./people.ts";

/** The first labels of a shop, each in the language of its users. */
const LABELS: Omit<CreateLabel, "departmentIds">[] = [
  { name: "VIP", color: "amber", description: "Answer these first" },
  { name: "Order", color: "blue", description: "Asks where an order is" },
  { name: "退货", color: "red", description: "想退货或换货" },
];

/** Labels that are there already stay as they are. */
export async function createLabels(
  context: Context,
  { owner }: People,
): Promise<void> {
  const known = await context.db.prisma.label.findMany({
    select: { name: true },
  });
  const names = new Set(known.map(({ name }) => name));
  for (const label of LABELS)
    if (!names.has(label.name)) await createLabel(context, owner, label);
}

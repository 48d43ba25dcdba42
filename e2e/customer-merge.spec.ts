import type { Customer } from "#contract/customers/customer.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Two customers become one, and a person chooses what is kept of both. */

const pageId = PAGES[0].pageId;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

async function customer(phone: string, email: string): Promise<string> {
  const { personId, psids } = await company.simulator.person("Ann Lee");
  await company.simulator.write(pageId, personId, { text: "Hello" });
  const thread = await company.threadOf(psids[pageId] ?? "");
  const { id } = thread.customer;
  await company.owner.api.patch<Customer>(`/customers/${id}`, {
    name: "Ann Lee",
    phone,
    email,
    locale: "en",
  });
  return id;
}

test("the preview asks which value is kept, by keyboard at 360 px, and the choice is kept and undone", async ({
  openTab,
}) => {
  const { api } = company.owner;
  const one = await customer("+886912345678", "one@example.com");
  await customer("+886987654321", "two@example.com");
  const page = await openTab();
  await page.setViewportSize({ width: 360, height: 740 });
  await sitDown(page, company.app.url, company.owner);
  await page.goto(`${company.app.url}/customers/${one}`);
  const open = page.getByRole("button", { name: "Merge with Ann Lee" });
  await open.press("Enter");
  const dialog = page.getByRole("dialog");
  const email = dialog.getByRole("radiogroup", { name: "Email" });
  await expect(
    email.getByRole("radio", { name: "one@example.com" }),
  ).toBeChecked();
  await expect(dialog.getByRole("radiogroup", { name: "Phone" })).toBeVisible();
  // Both have the same.
  await expect(
    dialog.getByRole("radiogroup", { name: "Language" }),
  ).toHaveCount(0);
  await email.getByRole("radio", { name: "one@example.com" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(
    email.getByRole("radio", { name: /two@example.com/ }),
  ).toBeChecked();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await dialog.getByRole("button", { name: "Merge" }).press("Enter");
  await expect(dialog).toBeHidden();
  const read = () => api.get<Customer>(`/customers/${one}`);
  expect(await read()).toMatchObject({
    email: "two@example.com",
    phone: "+886912345678",
  });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await read()).email).toBe("one@example.com");
});

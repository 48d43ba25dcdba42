import { afterAll, expect } from "vitest";
import type { DataImport, OpenedImport } from "#contract/imports/import.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { workOnImports } from "#server/domain/imports/work-import.ts";
import { startTestServer } from "#server/http/test-server.ts";

/** The settings of an import of these tests. */
export const SETTINGS = {
  mapping: { Name: "name", Mail: "email", Points: "field:Points" },
  key: "email",
  source: "Old CRM",
  basis: "contract",
};

const never = new AbortController().signal;

/** The ways of an import by an admin, and a supervisor beside them; the server stops after the tests of the file. */
export async function openImports() {
  const server = await startTestServer(await testDatabase());
  afterAll(() => server.stop());
  const admin = await server.world.agent("Ada", "admin");
  const boss = await server.world.agent("Sue", "supervisor");
  const call = <T>(method: string, path: string, body?: object) =>
    server.ok<T>(admin, method, path, body);

  async function upload(
    text: string | Uint8Array,
    kind = "customers",
    actor = admin,
  ): Promise<OpenedImport> {
    const form = new FormData();
    form.set("file", new Blob([text as BlobPart]), "people.csv");
    const response = await server.request(`/api/v1/${kind}/imports`, {
      method: "POST",
      body: form,
      headers: { authorization: `Bearer ${await server.token(actor)}` },
    });
    const body: unknown = await response.json();
    expect(response.status, JSON.stringify(body)).toBe(201);
    return body as OpenedImport;
  }

  async function work(): Promise<void> {
    while (await workOnImports(server.world.context, never));
  }

  async function step(
    { id, kind }: DataImport,
    name: string,
    body?: object,
  ): Promise<OpenedImport> {
    await call("POST", `/${kind}/imports/${id}/${name}`, body);
    await work();
    return call("GET", `/${kind}/imports/${id}`);
  }

  async function importAll(
    text: string,
    settings: object = {},
  ): Promise<OpenedImport> {
    const file = await upload(text);
    await step(file, "check", { ...SETTINGS, ...settings });
    return step(file, "start");
  }

  async function find(q: string): Promise<ListedCustomer[]> {
    const path = `/customers?q=${encodeURIComponent(q)}`;
    return (await call<{ items: ListedCustomer[] }>("GET", path)).items;
  }

  await call("PATCH", "/settings/company", { country: "TW" });
  await call("POST", "/customer-fields", { name: "Points", type: "number" });
  await call("POST", "/customer-stages", { name: "Regular" });
  return { server, admin, boss, call, upload, work, step, importAll, find };
}

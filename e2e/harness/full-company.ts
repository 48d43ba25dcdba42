import { expect } from "@playwright/test";
import type { Lead } from "#contract/leads/lead.ts";
import type { Message } from "#contract/threads/message.ts";
import type { TestCompany } from "./company.ts";
import { PAGES } from "./simulator.ts";
import type { Person } from "./simulator.ts";

const pageId = PAGES[0].pageId;

/** A company with something on every page of the console. */
export type FullCompany = {
  guest: Person;
  threadId: string;
  /** Every page by its path and what stands on it when it is complete. */
  pages: [path: string, shown: string][];
};

/** Gives the company people, places, a conversation with something of everything, and a lead. */
export async function fillCompany(company: TestCompany): Promise<FullCompany> {
  const anna = await company.colleague("Anna");
  await company.owner.api.post("/departments", {
    name: "Shop",
    memberIds: [anna.id],
  });
  await company.owner.api.post("/ring-groups", {
    name: "Front desk",
    memberIds: [anna.id],
  });
  await company.owner.api.post("/customer-stages", { name: "First contact" });
  await company.owner.api.post("/note-categories", { name: "Complaints" });
  const queue = await company.queue([anna]);
  await company.route(company.channel, "queue", queue.id);
  const guest = await company.simulator.person(
    "Grace 葛瑞絲 Guest-with-a-very-long-name",
  );
  const { threadId, customerId } = await fillThread(company, guest);
  const leadId = await fillForm(company);
  const pages: [path: string, shown: string][] = [
    ["/inbox", "Grace"],
    [`/inbox/${threadId}`, "Start of conversation"],
    ["/customers", "Grace"],
    [`/customers/${customerId}`, "Grace"],
    [`/customers/${customerId}?show=files`, "Videos"],
    ["/leads", "Lotte Lead"],
    ["/leads?view=board", "Lotte Lead"],
    [`/leads/${leadId}`, "Meta reported the lead"],
    ["/reports?by=page", "Total"],
    ["/settings/leads", "Default assignee"],
    ["/settings/channels", PAGES[0].name],
    ["/settings/channels/new", "Page access token"],
    ["/settings/channels/facebook", "Parley uses the Meta app"],
    [`/settings/channels/${company.channel.id}`, "Callback URL"],
    ["/settings/deliveries", "Replaying applies a delivery again"],
    ["/settings/queues", queue.name],
    ["/settings/ring-groups", "Front desk"],
    ["/settings/departments", "Shop"],
    ["/settings/people", "Anna"],
    ["/settings/customer-stages", "First contact"],
    ["/settings/note-categories", "Complaints"],
    ["/settings/mail", "Plain text"],
    ["/settings/data-requests", "No requests"],
    ["/settings/rights", "Move many conversations at once"],
    ["/settings/audit", "Export CSV"],
    ["/settings/system", "Work under way"],
    ["/settings/profile", "Change password"],
    ["/settings/tokens", "New token"],
    ["/no-such-page", "Page not found"],
  ];
  return { guest, threadId, pages };
}

/** A lead with contact, answers and a consent. */
async function fillForm(company: TestCompany): Promise<string> {
  await company.simulator.control("POST", `/pages/${pageId}/leads`, {
    fields: { full_name: "Lotte Lead", email: "lotte@example.com" },
    consents: ["news"],
  });
  const leads = () => company.owner.api.all<Lead>("/leads");
  await expect.poll(async () => (await leads())[0]?.state).toBe("synced");
  return (await leads())[0]?.id ?? "";
}

/** A thread with something of everything in it. */
async function fillThread(
  company: TestCompany,
  guest: Person,
): Promise<{ threadId: string; customerId: string }> {
  const { simulator, owner } = company;
  const says = (message: object) =>
    simulator.write(pageId, guest.personId, message);
  const { mid } = await says({
    text: "Hello, see https://example.com/lamps/blue-lamp-with-a-rather-long-address",
  });
  await says({ attachments: [{ sample: "lamp" }, { sample: "cat" }] });
  await says({ attachments: [{ sample: "voice" }] });
  await says({ attachments: [{ sample: "invoice" }] });
  await says({
    attachments: [{ location: { lat: 47.55, long: 7.58, title: "Basel" } }],
  });
  const thread = await company.threadOf(guest.psids[pageId] ?? "");
  const threadId = thread.id;
  const reply = (body: object) =>
    owner.api.post<Message>(`/threads/${threadId}/messages`, body);
  await reply({ text: "A word for the team", kind: "note", clientId: "note" });
  await reply({ text: "Here it is", clientId: "answer" });
  await expect
    .poll(
      async () =>
        (await simulator.chat(pageId, guest.personId)).messages.length,
    )
    .toBe(6);
  const chat = await simulator.chat(pageId, guest.personId);
  const answer = chat.messages.find(({ from }) => from === "page");
  await simulator.react(pageId, guest.personId, {
    mid: answer?.mid,
    emoji: "❤",
  });
  await says({ text: "Thank you", replyTo: answer?.mid });
  await simulator.edit(pageId, guest.personId, { mid, text: "Hello there" });
  await simulator.faults({
    failSends: { count: 1, code: 551, message: "Not available" },
  });
  await reply({ text: "This one fails", clientId: "fails" });
  await expect
    .poll(async () => {
      const [last] = await owner.api.all<Message>(
        `/threads/${threadId}/messages`,
      );
      return last?.status;
    })
    .toBe("failed");
  return { threadId, customerId: thread.customer.id };
}

import { setTimeout as passing } from "node:timers/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import { z } from "zod";
import type { Stack } from "../demo/stack.ts";

/**
 * Customers with states that the cast does not have: every kind of message, a
 * very long name, Arabic, a failed reply, a reply window that has ended.
 */
export const SHOWN = {
  everyKind: "Maximiliane Konstantinopolski-Featherstonehaugh von Hohenstein",
  arabic: "ليلى حداد",
  windowOver: "Gone Quiet",
  twin: "Wen-Ling Chang",
} as const;

const LAMPS = "104200000000011";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ARRIVE_MS = 20_000;
const POLL_MS = 200;
const FILES = [
  "receipt.pdf",
  "Angebot für die Beleuchtung des gesamten Treppenhauses (überarbeitete Fassung 3).docx",
];

const OUTCOMES = [
  "Question answered",
  "Order placed",
  "已退款",
  "Complaint passed on to the workshop, which calls back",
];

const personSchema = z.object({ personId: z.string() });
const messageSchema = z.object({ mid: z.string() });
const queuesSchema = z.object({ items: z.array(z.object({ id: z.string() })) });
const threadsSchema = z.object({
  items: z.array(
    z.object({ id: z.string(), customer: z.object({ name: z.string() }) }),
  ),
});

/** Plays them once; `page` is signed in to the console. */
export async function playShowcase(page: Page, stack: Stack): Promise<void> {
  const sim = simulatorOf(page.request, stack.simulatorUrl);
  await sim.patch("/settings", { autoReadMs: null });
  await everyKind(page, sim, stack);
  const arabic = await sim.person(SHOWN.arabic, "ar_AR");
  await arabic.write({ text: "مرحبا، هل المصباح Oak 40 متوفر باللون الأبيض؟" });
  await arabic.write({ text: "رقم الطلب L-20999، شكرا!" });
  const quiet = await sim.person(SHOWN.windowOver, "en_GB");
  await quiet.write({
    text: "Is the spring sale still on?",
    at: new Date(Date.now() - 9 * DAY_MS).toISOString(),
  });
  for (let twin = 0; twin < 2; twin++) {
    const { write } = await sim.person(SHOWN.twin, "zh_TW");
    await write({ text: "想請問 Oak 40 檯燈有現貨嗎？" });
  }
  await sim.lead({
    full_name: "林佳蓉",
    email: "chiajung@example.com",
    phone_number: "0912 345 678",
  });
  await askOnClosing(page, stack);
  for (const name of Object.values(SHOWN)) await threadOf(page, stack, name);
}

/** Gives every queue a wrap-up form. */
async function askOnClosing(
  { request }: Page,
  { consoleUrl }: Stack,
): Promise<void> {
  const url = `${consoleUrl}/api/v1/queues`;
  const { items } = queuesSchema.parse(await (await request.get(url)).json());
  for (const { id } of items)
    await request.patch(`${url}/${id}`, {
      data: {
        wrapUpForm: {
          outcome: "required",
          outcomes: OUTCOMES,
          note: "optional",
        },
      },
      headers: { origin: consoleUrl },
      failOnStatusCode: true,
    });
}

async function everyKind(
  page: Page,
  sim: Simulator,
  stack: Stack,
): Promise<void> {
  const { write, act } = await sim.person(SHOWN.everyKind, "de_DE");
  await write({
    text: "Hallo! Ich komme von Ihrer Anzeige.",
    referral: { ref: "spring-lamps", source: "SHORTLINK", type: "OPEN_THREAD" },
  });
  const asked = await write({
    text: "Haben Sie diese drei?\nhttps://example.com/lamps?utm_source=newsletter&colour=oak",
  });
  const photos = ["lamp", "room", "shop", "tea", "cat"];
  await write({ attachments: photos.map((sample) => ({ sample })) });
  await write({ attachments: [{ sample: "voice" }] });
  await write({ attachments: [{ sample: "clip" }] });
  for (const name of FILES)
    await write({
      attachments: [
        {
          name,
          mimeType: "application/pdf",
          base64: Buffer.from("%PDF-1.4 ".repeat(400)).toString("base64"),
        },
      ],
    });
  await write({
    attachments: [
      { location: { lat: 52.5163, long: 13.3777, title: "Pariser Platz" } },
    ],
  });
  await write({
    attachments: [
      {
        fallback: {
          url: "https://example.com/article",
          title: "Which lamp for which room? A guide",
        },
      },
    ],
  });
  await write({ stickerId: "369239263222822" });
  const edited = await write({ text: "Bitte bis Freitga." });
  await act("edit", { mid: edited.mid, text: "Bitte bis Freitag." });
  const unsent = await write({ text: "Ups" });
  await act("unsend", { mid: unsent.mid });
  await act("postback", { title: "Opening hours", payload: "HOURS" });
  const elsewhere = messageSchema.parse(
    await act("page-messages", { text: "Wir sind bis 18 Uhr da." }),
  );
  await act("reactions", { mid: elsewhere.mid, emoji: "😍" });

  const threadId = await threadOf(page, stack, SHOWN.everyKind);
  const say = (body: object) =>
    page.request.post(
      `${stack.consoleUrl}/api/v1/threads/${threadId}/messages`,
      {
        data: { clientId: crypto.randomUUID(), ...body },
        headers: { origin: stack.consoleUrl },
        failOnStatusCode: true,
      },
    );
  await say({ kind: "note", text: "Stammkundin, bitte freundlich 🙂" });
  await say({ text: "Ja, alle drei sind auf Lager." });
  await act("seen", {});
  await sim.patch("/faults", { failSends: { count: 1, code: 100 } });
  await say({ text: "Soll ich sie zurücklegen?" });
  await write({ text: "👍👍", replyTo: asked.mid });
}

type Simulator = ReturnType<typeof simulatorOf>;

function simulatorOf(request: APIRequestContext, url: string) {
  const post = async (path: string, data: unknown): Promise<unknown> => {
    const answer = await request.post(`${url}/_sim${path}`, {
      data,
      failOnStatusCode: true,
    });
    return answer.json();
  };
  return {
    patch: (path: string, data: unknown) =>
      request.patch(`${url}/_sim${path}`, { data, failOnStatusCode: true }),
    lead: (fields: Record<string, string>) =>
      post(`/pages/${LAMPS}/leads`, { fields }),
    async person(name: string, locale: string) {
      const made = await post("/people", { name, locale });
      const { personId } = personSchema.parse(made);
      const chat = `/chats/${LAMPS}/${personId}`;
      return {
        act: (verb: string, data: object) => post(`${chat}/${verb}`, data),
        write: async (data: object) =>
          messageSchema.parse(await post(`${chat}/messages`, data)),
      };
    },
  };
}

async function threadOf(
  page: Page,
  stack: Stack,
  name: string,
): Promise<string> {
  const deadline = Date.now() + ARRIVE_MS;
  for (;;) {
    const answer = await page.request.get(
      `${stack.consoleUrl}/api/v1/threads?limit=100`,
    );
    const { items } = threadsSchema.parse(await answer.json());
    const found = items.find(({ customer }) => customer.name === name);
    if (found) return found.id;
    if (Date.now() > deadline) throw new Error(`${name} has not arrived.`);
    await passing(POLL_MS);
  }
}

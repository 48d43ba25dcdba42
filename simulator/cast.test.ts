import { afterEach, expect, test } from "vitest";
import { createCast, type Pace } from "./cast.ts";
import { answerTo } from "./cast/answers.ts";
import { CHINESE } from "./cast/chinese.ts";
import { ENGLISH } from "./cast/english.ts";
import { PAGE, startTestWorld, type TestWorld } from "./test-world.ts";

let world: TestWorld | null = null;
afterEach(() => world?.stop());

const FAST: Pace = { reads: [5, 10], answers: [5, 10], speaksUp: [30, 40] };

test("the cast enters with its past, answers and speaks up", async () => {
  world = await startTestWorld();
  const { receiver, simulator, graph } = world;
  const cast = createCast(simulator.world, FAST);
  cast.set(true);
  const inbound = () =>
    receiver.items().filter(({ message }) => message && !message["is_echo"]);
  const [hannah] = ENGLISH;
  const theirs = () =>
    inbound().filter(({ sender }) => sender.id === hannah?.psid);
  const lastOfThePast = hannah?.past.at(-1)?.text;
  // Before it she wrote days ago: the page could not answer her yet.
  await receiver.until(
    () =>
      inbound().length >= 20 &&
      theirs().some(({ message }) => message?.["text"] === lastOfThePast),
    "the past",
  );
  const mids = inbound().map(({ message }) => String(message?.["mid"]));
  expect(new Set(mids).size).toBe(mids.length);
  const before = theirs().length;
  const sent = await graph("POST", `${PAGE.pageId}/messages`, {
    recipient: { id: hannah?.psid },
    message: { text: "I am sorry! What is your order number?" },
  });
  expect(sent.body.error).toBeUndefined();
  await receiver.until(
    () =>
      theirs()
        .slice(before)
        .some(({ message }) => String(message?.["text"]).includes("L-20417")),
    "an answer",
  );
  expect(
    receiver
      .items()
      .some((item) => item["read"] && item.sender.id === hannah?.psid),
  ).toBe(true);
  cast.set(false);
});

test("a second start says the same with the same ids", async () => {
  const seen: string[][] = [];
  for (let nth = 0; nth < 2; nth++) {
    world = await startTestWorld({ cast: true });
    const { receiver } = world;
    const mids = () =>
      receiver
        .items()
        .flatMap(({ message }) => (message ? [String(message["mid"])] : []));
    const expected = [...ENGLISH, ...CHINESE]
      .filter(
        ({ pageId }) => world?.simulator.world.pages.get(pageId)?.installs.size,
      )
      .flatMap(({ past }) => past).length;
    await receiver.until(() => mids().length === expected, "the past");
    seen.push(mids().toSorted());
    await world.stop();
    world = null;
  }
  expect(seen[0]).toEqual(seen[1]);
});

test("answers fit the question, and end", () => {
  const wang = CHINESE.find(({ name }) => name === "王敏");
  if (!wang) throw new Error("王敏 is not in the cast.");
  const used = new Set<string>();
  expect(answerTo(wang, "请问您的订单号是多少？", used, 0).texts).toEqual([
    "订单号是 L-20431。",
  ]);
  expect(answerTo(wang, "可以发一张照片吗？", used, 0).photo).toBe("lamp");
  for (let nth = 0; nth < 30; nth++) {
    const { ruleId } = answerTo(wang, "好的？", used, 0);
    if (ruleId) used.add(ruleId);
  }
  expect(answerTo(wang, "好的？", used, 0)).toMatchObject({
    texts: [],
    react: "👍",
  });
});

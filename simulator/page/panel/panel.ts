import type { Faults } from "../api.ts";
import { h, icon } from "../dom.ts";
import { buildTraffic } from "./traffic.ts";
import { currentRow, state } from "../state.ts";
import { t, type Word } from "../words.ts";

export type PanelActs = {
  close(): void;
  setFaults(change: Partial<Faults>): void;
  clearFaults(): void;
  setCast(on: boolean): void;
  block(on: boolean): void;
  giveToOther(on: boolean): void;
  moveWindow(hoursAgo: number): void;
};

/** The id of the other app that can take a chat over. */
export const OTHER_APP = "263902037430900";

type Choice = { value: string; label: string };

/** Plain switches: fault name → its label. */
const SWITCHES: Record<
  "sending" | "webhooks" | "graph",
  [keyof Faults, Word][]
> = {
  graph: [["cdnExpired", "cdnExpired"]],
  sending: [
    ["echoFirst", "echoFirst"],
    ["dropEchoes", "dropEchoes"],
    ["dropMids", "dropMids"],
  ],
  webhooks: [
    ["webhooksPaused", "paused"],
    ["dropWebhooks", "lost"],
    ["duplicateDeliveries", "duplicate"],
    ["reorderDeliveries", "reorder"],
    ["wrongSignature", "wrongSignature"],
    ["literalUtf8", "literal"],
  ],
};

/** Errors worth trying on the next send: code/subcode. */
const FAILURES = [
  "1",
  "2",
  "10/2018278",
  "100/2018001",
  "190/460",
  "368",
  "551/1545041",
  "613",
  "1200",
];

/** The drawer with everything that can be made to go wrong. */
export function buildPanel(root: HTMLElement, acts: PanelActs) {
  const traffic = buildTraffic();
  const content = h("div", { class: "panel-body" });
  root.setAttribute("aria-label", t("panel"));
  root.replaceChildren(
    h(
      "header",
      { class: "panel-head" },
      h("h2", {}, t("panel")),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("close"),
          onclick: acts.close,
        },
        icon("close"),
      ),
    ),
    content,
  );

  function draw(): void {
    root.hidden = !state.isPanelOpen;
    const { faults, chat } = state;
    if (root.hidden || !faults) return;
    const focused = content.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).id
      : "";
    content.replaceChildren(
      group("everyone", [toggle("cast", state.castOn, acts.setCast)]),
      currentRow() && chat
        ? group("customerNow", [
            toggle("autoSeen", state.autoSeen, (on) => {
              state.autoSeen = on;
            }),
            toggle("blocks", chat.blocked, acts.block),
            toggle(
              "otherOwner",
              chat.ownerAppId === OTHER_APP,
              acts.giveToOther,
            ),
            select(
              "lastWrote",
              "",
              [
                { value: "", label: t("justNow") },
                { value: "0", label: t("now") },
                { value: "25", label: t("hours25") },
                { value: "192", label: t("days8") },
              ],
              (value) => {
                if (value !== "") acts.moveWindow(Number(value));
              },
            ),
          ])
        : "",
      group("sending", [
        select(
          "timeout",
          faults.sendTimeout,
          [
            { value: "off", label: t("off") },
            { value: "before", label: t("timeoutBefore") },
            { value: "after", label: t("timeoutAfter") },
            { value: "reset-after", label: t("timeoutReset") },
          ],
          (value) =>
            acts.setFaults({ sendTimeout: value as Faults["sendTimeout"] }),
        ),
        select(
          "failNext",
          faults.failSends ? failureName(faults.failSends) : "",
          failureChoices(faults),
          (value) => acts.setFaults({ failSends: failure(value) }),
        ),
        ...SWITCHES.sending.map(faultSwitch),
      ]),
      group("webhooks", [
        ...SWITCHES.webhooks.map(faultSwitch),
        number("batch", faults.batchMs, (batchMs) =>
          acts.setFaults({ batchMs }),
        ),
      ]),
      group("graph", [
        select(
          "graphDown",
          faults.graphDown,
          [
            { value: "off", label: t("off") },
            { value: "reset", label: t("cut") },
            { value: "500", label: t("error500") },
          ],
          (value) =>
            acts.setFaults({ graphDown: value as Faults["graphDown"] }),
        ),
        number("latency", faults.graphLatencyMs, (graphLatencyMs) =>
          acts.setFaults({ graphLatencyMs }),
        ),
        toggle("deadToken", faults.deadToken !== null, (on) =>
          acts.setFaults({ deadToken: on ? 460 : null }),
        ),
        select(
          "rateLimited",
          faults.rateLimited,
          [
            { value: "off", label: t("off") },
            ...["4", "613", "80006"].map((value) => ({ value, label: value })),
          ],
          (value) =>
            acts.setFaults({ rateLimited: value as Faults["rateLimited"] }),
        ),
        select(
          "profile",
          faults.profileRefused,
          [
            { value: "off", label: t("profileOk") },
            { value: "no-profile", label: t("profileNone") },
            { value: "permission", label: t("profilePermission") },
            { value: "empty", label: t("profileEmpty") },
          ],
          (value) =>
            acts.setFaults({
              profileRefused: value as Faults["profileRefused"],
            }),
        ),
        ...SWITCHES.graph.map(faultSwitch),
      ]),
      h(
        "button",
        { type: "button", class: "button wide", onclick: acts.clearFaults },
        t("allOff"),
      ),
      traffic.root,
    );
    if (focused) document.getElementById(focused)?.focus();
    traffic.draw();
  }

  function faultSwitch([name, word]: [keyof Faults, Word]): HTMLElement {
    return toggle(word, Boolean(state.faults?.[name]), (on) =>
      acts.setFaults({ [name]: on }),
    );
  }

  return { draw, drawTraffic: () => state.isPanelOpen && traffic.draw() };
}

function group(title: Word, rows: HTMLElement[]): HTMLElement {
  return h("section", { class: "group" }, h("h3", {}, t(title)), ...rows);
}

function toggle(
  word: Word,
  on: boolean,
  change: (on: boolean) => void,
): HTMLElement {
  const box = h("input", {
    type: "checkbox",
    role: "switch",
    class: "switch",
    id: `set-${word}`,
    checked: on,
    onchange: () => change(box.checked),
  });
  return h(
    "div",
    { class: "setting" },
    h("label", { for: box.id }, t(word)),
    box,
  );
}

function select(
  word: Word,
  value: string,
  choices: Choice[],
  change: (value: string) => void,
): HTMLElement {
  const box = h("select", {
    class: "select",
    id: `set-${word}`,
    onchange: () => change(box.value),
  });
  for (const choice of choices)
    box.append(
      h(
        "option",
        { value: choice.value, selected: choice.value === value },
        choice.label,
      ),
    );
  return h(
    "div",
    { class: "setting" },
    h("label", { for: box.id }, t(word)),
    box,
  );
}

function number(
  word: Word,
  value: number,
  change: (value: number) => void,
): HTMLElement {
  const box = h("input", {
    type: "number",
    class: "field number",
    id: `set-${word}`,
    min: 0,
    max: 60_000,
    step: 100,
    value,
    onchange: () => change(Math.max(0, Math.round(Number(box.value) || 0))),
  });
  return h(
    "div",
    { class: "setting" },
    h("label", { for: box.id }, t(word)),
    box,
  );
}

function failureChoices(faults: Faults): Choice[] {
  const named = faults.failSends ? failureName(faults.failSends) : null;
  const all =
    named === null || FAILURES.includes(named)
      ? FAILURES
      : [...FAILURES, named];
  return [
    { value: "", label: t("nothing") },
    ...all.map((value) => ({ value, label: value })),
  ];
}

function failureName(given: NonNullable<Faults["failSends"]>): string {
  return given.subcode === null
    ? String(given.code)
    : `${given.code}/${given.subcode}`;
}

function failure(value: string): Faults["failSends"] {
  if (value === "") return null;
  const [code, subcode] = value.split("/");
  const isOurs = code === "1" || code === "2";
  return {
    count: 1,
    code: Number(code),
    subcode: subcode ? Number(subcode) : null,
    status: isOurs ? 500 : 400,
    message: "Simulated failure.",
    transient: isOurs,
  };
}

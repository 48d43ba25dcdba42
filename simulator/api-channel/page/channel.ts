import { h } from "../../page/dom.ts";
import type { Answer, ReceivedRequest } from "../state.ts";
import { api, type View } from "./api.ts";
import { t, type Word } from "./words.ts";

type Hooks = { run(act: () => Promise<unknown>): void };

const KINDS = ["accept", "refuse", "fail", "slow", "silent"] as const;

/** The wire: how it is connected, how it answers, what has come in. */
export function buildChannel(root: HTMLElement, { run }: Hooks) {
  const callback = h("code", { class: "address" });
  const status = h("p", { role: "status" });
  const kind = h(
    "select",
    {
      class: "select",
      id: "answer-kind",
      onchange: () =>
        run(() => api.setAnswer({ kind: kind.value as Answer["kind"] })),
    },
    ...KINDS.map((value) => h("option", { value }, t(value))),
  );
  const detail = h("input", {
    class: "field",
    id: "answer-detail",
    maxlength: 300,
    onchange: () => run(() => api.setAnswer({ detail: detail.value })),
  });
  const delayMs = h("input", {
    class: "field",
    id: "answer-delay",
    type: "number",
    min: 0,
    max: 120_000,
    onchange: () =>
      run(() => api.setAnswer({ delayMs: Number(delayMs.value) })),
  });
  const requests = h("ol", { class: "requests", "aria-label": t("requests") });
  const connecting = h("details", {}, h("summary", {}, t("channel")));
  connecting.append(
    h("p", { class: "quiet" }, t("connectHint")),
    h("p", { class: "label" }, t("callbackUrl")),
    callback,
    valuesForm(
      [
        ["inboundUrl", "url"],
        ["token", "password"],
        ["signingSecret", "password"],
      ],
      "use",
      (values) => run(() => api.connect(values)),
    ),
    h("h3", { class: "label" }, t("register")),
    valuesForm(
      [
        ["parleyUrl", "url"],
        ["apiToken", "password"],
        ["channelName", "text"],
      ],
      "connect",
      ({ channelName = "", ...values }) =>
        run(() => api.register({ ...values, name: channelName })),
    ),
  );
  root.setAttribute("aria-label", t("channel"));
  root.append(
    status,
    connecting,
    labelled("answer", kind),
    labelled("detail", detail),
    labelled("delayMs", delayMs),
    h("h2", { class: "label" }, t("requests")),
    requests,
  );
  let wasConnected: boolean | null = null;

  function draw(view: View): void {
    const { inboundUrl, answer } = view;
    const isConnected = inboundUrl !== null;
    callback.textContent = view.callbackUrl;
    status.textContent = isConnected
      ? t("connected", { host: new URL(inboundUrl).host })
      : t("notConnected");
    if (isConnected !== wasConnected) connecting.open = !isConnected;
    wasConnected = isConnected;
    kind.value = answer.kind;
    for (const [field, value] of [
      [detail, answer.detail],
      [delayMs, String(answer.delayMs)],
    ] as const)
      if (document.activeElement !== field) field.value = value;
    requests.replaceChildren(
      ...(view.requests.length === 0
        ? [h("li", { class: "quiet" }, t("none"))]
        : view.requests.toReversed().map(requestLine)),
    );
  }
  return { draw };
}

function labelled(word: Word, control: HTMLElement): HTMLElement {
  return h(
    "div",
    {},
    h("label", { class: "label", for: control.id }, t(word)),
    control,
  );
}

function valuesForm(
  fields: [Word, "url" | "password" | "text"][],
  submit: Word,
  save: (values: Record<string, string>) => void,
): HTMLElement {
  const inputs = fields.map(([name, type]) => {
    const autocomplete = type === "password" ? "new-password" : "off";
    const id = `channel-${name}`;
    return h("input", {
      ...{ class: "field", id, name, type, required: true, autocomplete },
    });
  });
  const form = h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        const values = inputs.map(({ name, value }) => [name, value.trim()]);
        save(Object.fromEntries(values) as Record<string, string>);
        form.reset();
      },
    },
    ...inputs.map((input, index) =>
      labelled(fields[index]?.[0] ?? "channel", input),
    ),
    h("button", { class: "button primary wide", type: "submit" }, t(submit)),
  );
  return form;
}

function requestLine(request: ReceivedRequest): HTMLElement {
  const { at, signature, repeated, status, webhookId, body } = request;
  const time = new Date(at).toLocaleTimeString([], { timeStyle: "medium" });
  return h(
    "li",
    {},
    h(
      "p",
      { class: signature === "good" ? "is-good" : "is-bad" },
      [
        time,
        String(status ?? t("waiting")),
        t(signature),
        repeated ? t("repeated") : "",
      ]
        .filter((part) => part !== "")
        .join(" · "),
    ),
    h(
      "details",
      {},
      h("summary", {}, webhookId ?? "–"),
      h("pre", { tabindex: 0 }, body),
    ),
  );
}

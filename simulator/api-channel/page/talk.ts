import { h, sync } from "../../page/dom.ts";
import type { ApiCustomer, ApiFile, ApiMessage } from "../state.ts";
import { api } from "./api.ts";
import { t } from "./words.ts";

type Hooks = { run(act: () => Promise<unknown>): void };

/** One conversation as its customer sees it, with what the customer can do. */
export function buildTalk(root: HTMLElement, { run }: Hooks) {
  const heading = h("h2", {});
  const log = h("div", { class: "log", role: "log", tabindex: 0 });
  const text = h("textarea", {
    class: "field",
    rows: 2,
    "aria-label": t("message"),
    placeholder: t("message"),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    },
  });
  const files = h("input", {
    type: "file",
    multiple: true,
    "aria-label": t("files"),
  });
  let customer: ApiCustomer | null = null;
  const form = h(
    "form",
    {
      class: "write",
      onsubmit: (event: Event) => {
        event.preventDefault();
        const written = text.value.trim();
        const picked = [...(files.files ?? [])];
        if (!customer || (written === "" && picked.length === 0)) return;
        const to = customer;
        run(async () => {
          const assetIds = await Promise.all(picked.map(api.upload));
          await api.write(to, {
            assetIds,
            ...(written === "" ? {} : { text: written }),
          });
          form.reset();
        });
      },
    },
    text,
    h(
      "div",
      { class: "line" },
      files,
      h("button", { class: "button primary", type: "submit" }, t("send")),
    ),
  );
  root.append(heading, log, form);

  function draw(now: ApiCustomer | null): void {
    const isOther = now?.id !== customer?.id;
    customer = now;
    heading.textContent = now ? t("you", { name: now.name }) : "";
    log.setAttribute(
      "aria-label",
      t("conversation", { name: now?.name ?? "" }),
    );
    if (!now) return;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    sync(log, [
      ...(now.messages.length > 0
        ? []
        : [
            {
              key: "none",
              sign: now.id,
              build: () => h("p", { class: "quiet" }, t("noMessages")),
            },
          ]),
      ...now.messages.map((message) => ({
        key: message.id,
        sign: JSON.stringify(message),
        build: () => bubble(now, message),
      })),
    ]);
    if (isOther || isAtEnd) log.scrollTop = log.scrollHeight;
  }

  function bubble(to: ApiCustomer, message: ApiMessage): HTMLElement {
    const isOwn = message.from === "customer";
    const tell = (event: object) => run(() => api.tell(to, event));
    return h(
      "article",
      {
        class: `bubble ${isOwn ? "is-own" : ""}`,
        "aria-label": isOwn ? to.name : t("team"),
      },
      ...(message.unsent
        ? [h("p", { class: "quiet" }, t("unsent"))]
        : [
            message.text === null ? null : h("p", {}, message.text),
            ...message.attachments.map(attachment),
          ]),
      h("p", { class: "marks" }, marksOf(message)),
      message.unsent ? null : h("p", { class: "acts" }, ...acts(message, tell)),
    );
  }
  return { draw };
}

function acts(
  { id, from, receipt, text }: ApiMessage,
  tell: (event: object) => void,
): (HTMLElement | null)[] {
  const act = (label: string, onclick: () => void) =>
    h(
      "button",
      { type: "button", class: "act", "data-act": label, onclick },
      label,
    );
  if (from === "customer")
    return [
      act(t("edit"), () => {
        const words = prompt(t("newText"), text ?? "");
        if (words) tell({ type: "edit", target: id, text: words });
      }),
      act(t("unsend"), () => tell({ type: "unsend", target: id })),
    ];
  return [
    receipt === "none"
      ? act(t("delivered"), () => tell({ type: "delivered", target: id }))
      : null,
    receipt === "read"
      ? null
      : act(t("read"), () => tell({ type: "read", target: id })),
    act(t("like"), () => tell({ type: "reaction", target: id, emoji: "👍" })),
  ];
}

function marksOf({ receipt, edited, reaction, at }: ApiMessage): string {
  return [
    new Date(at).toLocaleTimeString([], { timeStyle: "short" }),
    edited ? t("edited") : "",
    receipt === "none" ? "" : t(receipt),
    reaction ?? "",
  ]
    .filter((mark) => mark !== "")
    .join(" · ");
}

/** The team's pictures come from Parley, whose address this page may not show: a link. */
function attachment({ name, url }: ApiFile): HTMLElement {
  return h(
    "p",
    {},
    h("a", { href: url, target: "_blank", rel: "noreferrer" }, `📎 ${name}`),
  );
}

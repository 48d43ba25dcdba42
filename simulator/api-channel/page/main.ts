import { h } from "../../page/dom.ts";
import { currentLanguage } from "../../page/words.ts";
import { api, type View } from "./api.ts";
import { buildChannel } from "./channel.ts";
import { buildTalk } from "./talk.ts";
import { t } from "./words.ts";

/** The page of the API channel: customers, one conversation, and the wire. */

document.documentElement.lang = currentLanguage();
document.title = t("title");
need("title").textContent = t("title");

let view: View | null = null;
let customerId = new URLSearchParams(location.search).get("customer");

const talk = buildTalk(need("talk"), { run });
const channel = buildChannel(need("channel"), { run });
const list = h("ul", { class: "rows", "aria-label": t("customers") });
need("people").setAttribute("aria-label", t("customers"));
need("people").append(
  h("p", { class: "brand" }, t("title")),
  list,
  newCustomer(),
  h("a", { href: "/" }, t("messenger")),
);

const stream = new EventSource("/_sim/events");
stream.onmessage = ({ data }: MessageEvent<string>) => {
  const { type } = JSON.parse(data) as { type: string };
  if (type === "api-channel" || type === "world") void refresh();
};

async function refresh(): Promise<void> {
  view = await api.view();
  draw();
}

function draw(): void {
  if (!view) return;
  const { customers } = view;
  const current =
    customers.find(({ id }) => id === customerId) ?? customers[0] ?? null;
  list.replaceChildren(
    ...customers.map((customer) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "row-button",
            "aria-current": customer.id === current?.id ? "true" : null,
            onclick: () => open(customer.id),
          },
          customer.name,
        ),
      ),
    ),
  );
  talk.draw(current);
  channel.draw(view);
}

function open(id: string): void {
  customerId = id;
  history.replaceState(null, "", `?customer=${encodeURIComponent(id)}`);
  draw();
}

function newCustomer(): HTMLElement {
  const name = h("input", {
    class: "field",
    required: true,
    maxlength: 100,
    "aria-label": t("newCustomer"),
    placeholder: t("newCustomer"),
  });
  return h(
    "form",
    {
      class: "line",
      onsubmit: (event: Event) => {
        event.preventDefault();
        run(async () => {
          const { id } = await api.newCustomer(name.value);
          name.value = "";
          customerId = id;
        });
      },
    },
    name,
    h("button", { class: "button", type: "submit" }, t("add")),
  );
}

/** Does it, then shows how things are; a refusal is shown in its own words. */
function run(act: () => Promise<unknown>): void {
  void act()
    .then(refresh)
    .catch((error: unknown) => complain(error));
}

function complain(error: unknown): void {
  const SHOWN_MS = 6_000;
  const toast = need("toast");
  toast.textContent = error instanceof Error ? error.message : String(error);
  toast.hidden = false;
  setTimeout(() => {
    toast.hidden = true;
  }, SHOWN_MS);
}

function need(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

import { h } from "../../page/dom.ts";
import { api, type App, type Told } from "./api.ts";
import { choice, type Run } from "./controls.ts";
import { t } from "./words.ts";

/** One app: its mode, and what happens when a person removes it or wants data deleted. */
export function appSection(app: App, run: Run): HTMLElement {
  const id = (name: string) => `app-${app.appId}-${name}`;
  const field = (name: string, label: string, value: string | null) => {
    const input = h("input", {
      class: "field",
      id: id(name),
      type: "url",
      value: value ?? "",
    });
    const labelled = h("label", { class: "label", for: id(name) }, label);
    return { input, row: h("div", {}, labelled, input) };
  };
  const away = field("away", t("deauthorizeUrl"), app.deauthorizeUrl);
  const data = field("data", t("dataDeletionUrl"), app.dataDeletionUrl);
  const outcome = h("p", { class: "outcome", role: "status" });
  const tell = (what: "deauthorize" | "data-deletion") => () =>
    run(async () => {
      const { status, answer }: Told = await api.tell(app, what);
      outcome.textContent = t("answered", {
        status: String(status),
        answer: JSON.stringify(answer),
      });
    });
  const save = () =>
    run(() =>
      api.changeApp(app, {
        deauthorizeUrl: away.input.value.trim() || null,
        dataDeletionUrl: data.input.value.trim() || null,
      }),
    );
  const button = (label: string, onclick: () => void) =>
    h("button", { type: "button", class: "button", onclick }, label);
  return h(
    "section",
    { "aria-label": app.name },
    h("h2", {}, app.name),
    h(
      "div",
      { class: "switches" },
      choice(
        id("mode"),
        t("mode"),
        { live: t("live"), development: t("development") },
        app.mode,
        (mode) => run(() => api.changeApp(app, { mode })),
      ),
      choice(
        id("permissions"),
        t("permissionDeliveries"),
        { off: t("notSent"), on: t("normal") },
        app.tellsPermissions ? "on" : "off",
        (state) =>
          run(() => api.changeApp(app, { tellsPermissions: state === "on" })),
      ),
      away.row,
      data.row,
    ),
    h(
      "div",
      { class: "acts" },
      button(t("save"), save),
      button(t("removeApp"), tell("deauthorize")),
      button(t("askDeletion"), tell("data-deletion")),
    ),
    outcome,
  );
}

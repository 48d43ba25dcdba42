import { api, type App, type Page } from "../api.ts";
import { h, icon } from "../dom.ts";
import { t } from "../words.ts";

/**
 * The content of Meta's app dashboard, in a dialog: the app's id and secret,
 * its webhook, a new page to connect, and the pages with their tokens. The
 * newest page comes first, right below the form that has made it.
 */
export async function showMetaApp(
  complain: (error: unknown) => void,
): Promise<void> {
  const body = h("div", {});
  const dialog = h(
    "dialog",
    { class: "dialog meta-app", "aria-labelledby": "meta-app-title" },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: "meta-app-title" }, t("source")),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("close"),
          onclick: () => dialog.close(),
        },
        icon("close"),
      ),
    ),
    h("p", { class: "meta-app-hint" }, t("metaAppHint")),
    body,
  );
  const draw = async (): Promise<void> => {
    const { apps, pages } = await api.world();
    const [app] = apps;
    if (!app) return;
    body.replaceChildren(
      h(
        "section",
        {},
        copyRow(t("appId"), app.appId),
        copyRow(t("appSecret"), app.appSecret),
      ),
      webhookForm(app),
      newPageForm(app, showNewPage, complain),
      ...pages.toReversed().map((page) => pageSection(page, app)),
    );
  };
  const showNewPage = async (): Promise<void> => {
    await draw();
    body.querySelector<HTMLElement>("section[aria-label] input")?.focus();
  };
  dialog.addEventListener("close", () => dialog.remove());
  await draw();
  document.body.append(dialog);
  dialog.showModal();
}

function pageSection(page: Page, app: App): HTMLElement {
  const token = page.tokens.find(({ appId }) => appId === app.appId)?.token;
  return h(
    "section",
    { "aria-label": page.name },
    h("h3", {}, page.name),
    copyRow(t("pageId"), page.pageId),
    copyRow(t("pageToken"), token ?? ""),
  );
}

/** A value to take along: a field that marks all of it, and a button that copies. */
function copyRow(label: string, value: string): HTMLElement {
  const field = h("input", {
    class: "field",
    readonly: true,
    value,
    "aria-label": label,
    onfocus: () => field.select(),
  });
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    button.replaceChildren(icon("done"));
  };
  const button = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": t("copy", { what: label }),
      // Without the right to the clipboard the field, marked, is the way.
      onclick: () => void copy().catch(() => field.focus()),
    },
    icon("copy"),
  );
  return h(
    "div",
    { class: "copy-row" },
    h("span", { class: "label", "aria-hidden": "true" }, label),
    field,
    button,
  );
}

function newPageForm(
  app: App,
  onAdded: () => Promise<void>,
  complain: (error: unknown) => void,
): HTMLElement {
  const name = h("input", {
    class: "field",
    id: "page-name",
    required: true,
    maxlength: 75,
    autocomplete: "off",
  });
  const add = async () => {
    await api.newPage({ name: name.value.trim(), appId: app.appId });
    await onAdded();
  };
  return h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        if (name.value.trim() !== "") add().catch(complain);
      },
    },
    h("label", { class: "label", for: "page-name" }, t("anotherPage")),
    h(
      "div",
      { class: "meta-app-line" },
      name,
      h("button", { type: "submit", class: "button" }, t("addPage")),
    ),
  );
}

/** As Meta's: saved only if the address answers with the challenge. */
function webhookForm(app: App): HTMLElement {
  const field = (id: string, type: string, value: string | null) =>
    h("input", {
      class: "field",
      id,
      type,
      required: true,
      autocomplete: "off",
      value: value ?? "",
    });
  const callbackUrl = field("callback-url", "url", app.callbackUrl);
  const verifyToken = field("verify-token", "text", app.verifyToken);
  const outcome = h("p", { role: "status", class: "meta-app-outcome" });
  const save = async () => {
    try {
      await api.setWebhook(app.appId, {
        callbackUrl: callbackUrl.value.trim(),
        verifyToken: verifyToken.value.trim(),
      });
      outcome.className = "meta-app-outcome is-good";
      outcome.textContent = t("webhookSaved");
    } catch (error) {
      outcome.className = "meta-app-outcome is-bad";
      outcome.textContent = t("webhookRefused", {
        why: error instanceof Error ? error.message : String(error),
      });
    }
  };
  return h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        void save();
      },
    },
    h("h3", {}, "Webhook"),
    h("label", { class: "label", for: "callback-url" }, t("callbackUrl")),
    callbackUrl,
    h("label", { class: "label", for: "verify-token" }, t("verifyToken")),
    verifyToken,
    outcome,
    h(
      "footer",
      { class: "dialog-foot" },
      h("button", { type: "submit", class: "button primary" }, t("verifySave")),
    ),
  );
}

import { h, icon } from "../dom.ts";
import { state } from "../state.ts";
import { currentLanguage, LANGUAGES, t } from "../words.ts";

export type NewCustomer = { name: string; locale: string; portrait: string };

const LOCALES: Record<keyof typeof LANGUAGES, string> = {
  en: "en_US",
  "zh-CN": "zh_CN",
  "zh-TW": "zh_TW",
};

/** Asks for a name, a picture and a language. Resolves to null if called off. */
export function askNewCustomer(): Promise<NewCustomer | null> {
  return new Promise((resolve) => {
    const name = h("input", {
      class: "field",
      id: "new-name",
      name: "name",
      required: true,
      maxlength: 80,
      autocomplete: "off",
      placeholder: t("namePlaceholder"),
    });
    const locale = h("select", { class: "select", id: "new-locale" });
    for (const [code, label] of Object.entries(LANGUAGES))
      locale.append(
        h(
          "option",
          {
            value: LOCALES[code as keyof typeof LANGUAGES],
            selected: code === currentLanguage(),
          },
          label,
        ),
      );
    const offered = unusedFirst();
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "new-title" },
      h(
        "form",
        {
          method: "dialog",
          onsubmit: (event: Event) => {
            event.preventDefault();
            finish({
              name: name.value.trim(),
              locale: locale.value,
              portrait:
                dialog.querySelector<HTMLInputElement>(
                  "input[name=portrait]:checked",
                )?.value ?? "p01",
            });
          },
        },
        h(
          "header",
          { class: "dialog-head" },
          h("h2", { id: "new-title" }, t("newCustomer")),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": t("close"),
              onclick: () => finish(null),
            },
            icon("close"),
          ),
        ),
        h("label", { class: "label", for: "new-name" }, t("name")),
        name,
        h(
          "fieldset",
          { class: "portraits" },
          h("legend", { class: "label" }, t("avatar")),
          ...offered.map(({ key, url }, index) =>
            h(
              "label",
              { class: "portrait" },
              h("input", {
                type: "radio",
                name: "portrait",
                value: key,
                checked: index === 0,
                "aria-label": t("portrait", { n: Number(key.slice(1)) }),
              }),
              h("img", { src: url, alt: "", width: 52, height: 52 }),
            ),
          ),
        ),
        h("label", { class: "label", for: "new-locale" }, t("speaks")),
        locale,
        h(
          "footer",
          { class: "dialog-foot" },
          h(
            "button",
            { type: "button", class: "button", onclick: () => finish(null) },
            t("cancel"),
          ),
          h("button", { type: "submit", class: "button primary" }, t("create")),
        ),
      ),
    );
    function finish(result: NewCustomer | null): void {
      if (result && result.name === "") return;
      dialog.close();
      dialog.remove();
      resolve(result);
    }
    dialog.addEventListener("cancel", () => finish(null));
    document.body.append(dialog);
    dialog.showModal();
    name.focus();
  });
}

function unusedFirst() {
  const used = new Set(state.rows.map(({ avatarUrl }) => avatarUrl));
  return [...state.samples.portraits].sort(
    (a, b) => Number(used.has(a.url)) - Number(used.has(b.url)),
  );
}

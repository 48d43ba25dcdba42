import { choice } from "../../meta-side/page/controls.ts";
import { h, textOf } from "../../page/dom.ts";
import { currentLanguage } from "../../page/words.ts";
import { api, type Form } from "./api.ts";
import { t } from "./words.ts";

/** `/lead-form?page={pageId}&form={formId}`: a person fills in a form of an ad. */

document.documentElement.lang = currentLanguage();
document.title = t("title");
need("title").textContent = t("title");
need("messenger").textContent = t("messenger");

const AD = {
  adId: "120210000000000001",
  adName: "Spring sale",
  campaignId: "120220000000000001",
};
/** Input types by the type of a question; everything else is text. */
const TYPES: Record<string, string> = { EMAIL: "email", PHONE: "tel" };

const search = new URLSearchParams(location.search);
const chosen = {
  page: search.get("page") ?? "",
  form: search.get("form") ?? "",
  platform: "fb" as "fb" | "ig",
  ad: false,
};

async function draw(): Promise<void> {
  const pages = await api.pages();
  const page = pages.find(({ pageId }) => pageId === chosen.page) ?? pages[0];
  if (!page) return;
  const forms = await api.forms(page.pageId);
  const form = forms.find(({ id }) => id === chosen.form) ?? forms[0];
  const again = (change: Partial<typeof chosen>) => {
    Object.assign(chosen, change);
    void draw();
  };
  need("choice").replaceChildren(
    choice(
      "page",
      t("page"),
      Object.fromEntries(pages.map(({ pageId, name }) => [pageId, name])),
      page.pageId,
      (pageId) => again({ page: pageId, form: "" }),
    ),
    choice(
      "form-id",
      t("form"),
      Object.fromEntries(forms.map(({ id, name }) => [id, name])),
      form?.id ?? "",
      (id) => again({ page: page.pageId, form: id }),
    ),
    choice(
      "platform",
      t("platform"),
      { fb: "Facebook", ig: "Instagram" },
      chosen.platform,
      (platform) => {
        chosen.platform = platform === "ig" ? "ig" : "fb";
      },
    ),
    choice(
      "ad",
      t("ad"),
      { none: t("noAd"), spring: t("spring") },
      chosen.ad ? "spring" : "none",
      (ad) => {
        chosen.ad = ad === "spring";
      },
    ),
  );
  need("form").replaceChildren(
    form ? formSection(page.pageId, form) : h("p", {}, "–"),
  );
}

function formSection(pageId: string, form: Form): HTMLElement {
  const told = h("p", { class: "outcome", role: "status" });
  const element = h(
    "form",
    {
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void submit(pageId, form, element).then(
          (id) => {
            told.textContent = t("sent", { id });
            element.reset();
          },
          (error: unknown) => {
            told.textContent =
              error instanceof Error ? error.message : String(error);
          },
        );
      },
    },
    ...form.questions.map(question),
    ...form.consents.map(({ key, text }) =>
      h(
        "label",
        { class: "consent" },
        h("input", { type: "checkbox", name: `consent:${key}` }),
        text,
      ),
    ),
    h(
      "div",
      { class: "acts" },
      h("button", { class: "button primary", type: "submit" }, t("submit")),
    ),
  );
  return h(
    "section",
    { "aria-label": form.name },
    h("h2", {}, form.name),
    element,
    told,
  );
}

function question({
  key,
  label,
  type,
  options = [],
}: Form["questions"][number]): HTMLElement {
  const id = `question-${key}`;
  const field =
    options.length > 0
      ? h(
          "select",
          { class: "select", id, name: key },
          ...options.map((option) =>
            h("option", { value: option.key }, option.value),
          ),
        )
      : h("input", {
          class: "field",
          id,
          name: key,
          type: TYPES[type] ?? "text",
          required: true,
        });
  return h(
    "div",
    { class: "question" },
    h("label", { class: "label", for: id }, label),
    field,
  );
}

async function submit(
  pageId: string,
  form: Form,
  element: HTMLFormElement,
): Promise<string> {
  const data = new FormData(element);
  const { leadgenId } = await api.fillIn(pageId, {
    formId: form.id,
    fields: Object.fromEntries(
      form.questions.map(({ key }) => [key, textOf(data.get(key))]),
    ),
    consents: form.consents
      .filter(({ key }) => data.has(`consent:${key}`))
      .map(({ key }) => key),
    platform: chosen.platform,
    ad: chosen.ad ? AD : null,
  });
  return leadgenId;
}

function need(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

void draw();

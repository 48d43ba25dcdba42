import type { InboundAttachment } from "#server/channels/inbound-event.ts";
import {
  asId,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

const MAX_ELEMENTS = 20; // the vendor allows 10
const MAX_BUTTONS = 10; // the vendor allows 3

/**
 * A product that the person shared, or (in an echo) the template that the page
 * sent. `meta` is {templateType, text, elements: [{title, subtitle, imageUrl,
 * link, id, retailerId, buttons}], buttons: [{type, title, link}]}, with known
 * facts only.
 */
export function parseTemplate(payload: JsonObject): InboundAttachment {
  const product = asObject(payload["product"]);
  const elements = asObjects((product ?? payload)["elements"]);
  return {
    type: "template",
    url: null,
    name: null,
    meta: known({
      vendorType: product ? "product" : null,
      templateType: asText(payload["template_type"]),
      text: asText(payload["text"]) ?? asText(payload["title"]),
      elements: elements.slice(0, MAX_ELEMENTS).map(readElement),
      buttons: readButtons(payload["buttons"]),
    }),
  };
}

function readElement(element: JsonObject): Record<string, unknown> {
  const action = asObject(element["default_action"]) ?? {};
  return known({
    id: asId(element["id"]),
    retailerId: asId(element["retailer_id"]),
    title: asText(element["title"]),
    subtitle: asText(element["subtitle"]),
    imageUrl: asText(element["image_url"]) ?? asText(element["url"]),
    link: asText(action["url"]) ?? asText(element["item_url"]),
    buttons: readButtons(element["buttons"]),
  });
}

function readButtons(value: unknown): Record<string, unknown>[] {
  return asObjects(value)
    .slice(0, MAX_BUTTONS)
    .map((button) =>
      known({
        type: asText(button["type"]),
        title: asText(button["title"]),
        link: asText(button["url"]),
      }),
    );
}

function known(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([, fact]) =>
        fact !== null && !(Array.isArray(fact) && fact.length === 0),
    ),
  );
}

import type { InboundContext } from "#server/channels/inbound-event.ts";
import {
  asId,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";

const LEAD_GEN_APP = "413038776280800";
const LEAD_GEN_DONE = "messenger_lead_gen_complete";

type Referral = NonNullable<InboundContext["referral"]>;

/** The referral that led the person here: an ad, an m.me link, a product page. Null: not an object. */
export function readReferral(value: unknown): Referral | null {
  const referral = asObject(value);
  if (referral === null) return null;
  const ad = asObject(referral["ads_context_data"]) ?? {};
  const product = asObject(referral["product"]) ?? {};
  const postId = asId(ad["post_id"]);
  return {
    ref: asText(referral["ref"]),
    source: asText(referral["source"]),
    type: asText(referral["type"]),
    adId: asId(referral["ad_id"]),
    adTitle: asText(ad["ad_title"]),
    adPhotoUrl: asText(ad["photo_url"]),
    refererUri: asText(referral["referer_uri"]),
    productId: asId(product["id"]) ?? asId(ad["product_id"]),
    ...(postId === null ? {} : { postId }),
  };
}

/**
 * Whether the message is the summary that Meta's lead-ads app writes in the
 * person's name. The documents show the field as an object and as a list.
 */
export function isLeadSummary(hopContext: unknown): boolean {
  return asObjects(hopContext).some(
    (hop) =>
      asId(hop["app_id"]) === LEAD_GEN_APP ||
      asText(hop["metadata"]) === LEAD_GEN_DONE,
  );
}

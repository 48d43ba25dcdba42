import {
  CONFIRMED_CHECKS,
  DATA_QUESTIONS,
  EMAIL_PLACE,
  MESSAGE_HOURS,
  PASSWORD_PLACE,
  PERMISSIONS,
  type ConfirmedCheck,
  type EachLanguage,
  type Permission,
  type Review,
  type ReviewState,
  type SeenCheck,
} from "#contract/review/review.ts";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Company } from "#contract/company/company.ts";
import { countryName } from "#contract/company/countries.ts";
import type { AuditActor } from "#server/domain/access/audit.ts";
import { AppError } from "#server/domain/app-error.ts";
import { superviseChannel } from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { checkTexts } from "#server/domain/english.ts";
import { findReviewer, type FoundReviewer } from "./reviewer-account.ts";
import { englishTexts } from "./texts/en.ts";
import type { ReviewNames, ReviewTexts } from "./texts/review-texts.ts";
import { simplifiedTexts } from "./texts/zh-cn.ts";
import { traditionalTexts } from "./texts/zh-tw.ts";

/** Everything that the kit of a page is made of, but for what is asked outside. */
export type ReviewFacts = {
  channel: Channel;
  company: Company;
  row: {
    state: ReviewState;
    notes: string;
    confirmed: ConfirmedCheck[];
    changedAt: Date | null;
  };
  reviewer: FoundReviewer | null;
};

/** Permissions that go with a feature; each page with an app needs the others. */
const OPTIONAL: readonly Permission[] = ["human_agent", "leads_retrieval"];

const NAMES: Partial<Record<Permission, string>> = {
  business_asset_user_profile_access: "Business Asset User Profile Access",
  human_agent: "Human Agent",
};

/**
 * Reads what the kit of a page is made of. For those who supervise the page.
 * @throws AppError forbidden, not_found, not_supported: this kind of channel has no app to review
 */
export async function loadReview(
  context: Context,
  actor: AuditActor,
  channelId: string,
): Promise<ReviewFacts> {
  const { prisma, sql } = context.db;
  const channel = await superviseChannel(context, prisma, actor, channelId);
  if (!kindOf(channel.type).hasApps)
    throw new AppError("not_supported", { channelId });
  const row = await prisma.channelReview.findUnique({
    where: { channelId },
    select: { state: true, notes: true, confirmed: true, changedAt: true },
  });
  const confirmed = Array.isArray(row?.confirmed) ? row.confirmed : [];
  return {
    channel,
    company: await readCompany(sql),
    row: {
      state: (row?.state ?? "draft") as ReviewState, // written by us alone
      notes: row?.notes ?? "",
      confirmed: CONFIRMED_CHECKS.filter((key) => confirmed.includes(key)),
      changedAt: row?.changedAt ?? null,
    },
    reviewer: await findReviewer(prisma, channel, context.clock.now()),
  };
}

/** The address of the privacy policy that Meta asks for. Pure. */
export function privacyUrlOf(
  { config }: Pick<Context, "config">,
  company: Company,
): string {
  return company.privacyUrl ?? `${config.publicUrl}/privacy`;
}

/** The kit as it is shown. `privacyAnswers`: the address of the privacy policy answered 200. Pure. */
export function describeReview(
  { config, clock }: Pick<Context, "config" | "clock">,
  facts: ReviewFacts,
  privacyAnswers: boolean,
): Review {
  const { channel, company, row, reviewer } = facts;
  const addresses = {
    privacyUrl: privacyUrlOf({ config }, company),
    termsUrl: company.termsUrl ?? `${config.publicUrl}/terms`,
    dataDeletionUrl: `${config.publicUrl}/data-deletion`,
  };
  const names: Omit<ReviewNames, "country"> = {
    company: company.name,
    page: channel.name,
    consoleUrl: config.publicUrl,
    messengerUrl: `https://m.me/${channel.pageId ?? channel.accountId}`,
    privacyUrl: addresses.privacyUrl,
    dataDeletionUrl: addresses.dataDeletionUrl,
    email: reviewer?.email ?? EMAIL_PLACE,
    password: PASSWORD_PLACE,
  };
  const texts = {
    en: englishTexts(inCountry(names, company, "en")),
    "zh-CN": simplifiedTexts(inCountry(names, company, "zh-CN")),
    "zh-TW": traditionalTexts(inCountry(names, company, "zh-TW")),
  };
  const each = (pick: (texts: ReviewTexts) => string): EachLanguage => ({
    en: pick(texts.en),
    "zh-CN": pick(texts["zh-CN"]),
    "zh-TW": pick(texts["zh-TW"]),
  });
  return {
    channelId: channel.id,
    state: row.state,
    notes: row.notes,
    changedAt: row.changedAt?.toISOString() ?? null,
    permissions: PERMISSIONS.map((key) => ({
      key,
      name: NAMES[key] ?? key,
      optional: OPTIONAL.includes(key),
      feature: each((text) => text.permissions[key].feature),
      box: each((text) => text.descriptionBox),
      text: each((text) => text.permissions[key].text),
    })),
    verification: {
      box: each((text) => text.verificationBox),
      text: each((text) => text.verification),
    },
    instructions: each(({ instructions }) => numbered(instructions)),
    instructionsBox: each((text) => text.instructionsBox),
    dataHandling: DATA_QUESTIONS.map((key) => ({
      key,
      box: each((text) => text.dataHandling[key].box),
      text: each((text) => text.dataHandling[key].text),
    })),
    scenes: texts.en.scenes.map((_scene, at) =>
      each(({ scenes }) => scenes[at] ?? ""),
    ),
    checklist: checklistOf({ config, clock }, facts, privacyAnswers),
    reviewer,
    iconUrl: `${config.publicUrl}/icons/app-1024.png`,
    ...addresses,
  };
}

function inCountry(
  names: Omit<ReviewNames, "country">,
  { country }: Company,
  locale: string,
): ReviewNames {
  return { ...names, country: country && countryName(country, locale) };
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, at) => `${at + 1}. ${step}`).join("\n");
}

const HOUR_MS = 3_600_000;
const REPLY_HOURS = 30 * 24;

function checklistOf(
  { config, clock }: Pick<Context, "config" | "clock">,
  { channel, company, row, reviewer }: ReviewFacts,
  privacyAnswers: boolean,
): Review["checklist"] {
  const isWithin = (at: string | null, hours: number) =>
    at !== null &&
    clock.now().getTime() - new Date(at).getTime() <= hours * HOUR_MS;
  const webhook = channel.lights.find(({ key }) => key === "webhook");
  const seen: Record<SeenCheck, boolean> = {
    company:
      company.name !== "" &&
      company.contactEmail !== "" &&
      company.country !== "",
    address: isPublicAddress(config.publicUrl),
    webhook: webhook?.state === "ok" && channel.enabled,
    privacy: privacyAnswers,
    message: isWithin(channel.lastEventAt, MESSAGE_HOURS),
    reply: isWithin(channel.lastSentAt, REPLY_HOURS),
    reviewer: reviewer !== null && !reviewer.isExpired,
  };
  return [
    ...Object.entries(seen).map(([key, done]) => ({
      key: key as SeenCheck,
      done,
      how: checkTexts[key as SeenCheck],
      automatic: true,
    })),
    ...CONFIRMED_CHECKS.map((key) => ({
      key,
      done: row.confirmed.includes(key),
      how: checkTexts[key],
      automatic: false,
    })),
  ];
}

/** Whether Meta could reach it: https, and a name rather than an address or this machine. Pure. */
function isPublicAddress(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (
    protocol === "https:" &&
    hostname.includes(".") &&
    !/^[\d.]+$|^\[|\.(?:local|localhost|internal|lan|test)$/.test(hostname)
  );
}

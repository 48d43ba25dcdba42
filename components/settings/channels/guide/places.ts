import type { useTranslations } from "next-intl";
import type { GuideStepKey } from "#contract/channels/guide.ts";

/** A word on Meta's own pages, as Meta shows it in the language of the console. */
type Word = Parameters<
  ReturnType<typeof useTranslations<"settings.channels.guide.places">>
>[0];

export type PlaceRow = {
  label?: Word;
  value?: string;
  button?: Word;
  /** The text that a person selects or copies here. */
  mark?: "value" | "button";
};

export type Place = {
  address: string;
  menu: Word[];
  /** The page's title, and the menu item that leads there. */
  title: Word;
  rows: PlaceRow[];
};

const DASHBOARD = "developers.facebook.com/apps/…";
const APP_MENU: Word[] = ["dashboard", "useCases", "appSettings", "publish"];
const USE_CASE_MENU: Word[] = ["messengerSettings", "permissions"];

/**
 * The page at Meta where each step happens. Sources: Meta for Developers, "Create an app"
 * and "Messenger Platform › Get started"; Meta Business Help Center, "Verify your
 * business"; read 2026-11.
 */
export const PLACES: Partial<Record<GuideStepKey, Place>> = {
  business: {
    address: "business.facebook.com/settings",
    menu: ["users", "accounts", "securityCenter"],
    title: "securityCenter",
    rows: [
      {
        label: "businessVerification",
        button: "startVerification",
        mark: "button",
      },
    ],
  },
  app: {
    address: "developers.facebook.com/apps",
    menu: [],
    title: "myApps",
    rows: [{ button: "createApp", mark: "button" }, { label: "useCase" }],
  },
  product: {
    address: DASHBOARD,
    menu: APP_MENU,
    title: "useCases",
    rows: [{ label: "useCase", button: "customize", mark: "button" }],
  },
  account: {
    address: DASHBOARD,
    menu: USE_CASE_MENU,
    title: "messengerSettings",
    rows: [{ label: "generateTokens", button: "connect", mark: "button" }],
  },
  token: {
    address: DASHBOARD,
    menu: USE_CASE_MENU,
    title: "messengerSettings",
    rows: [
      { label: "generateTokens" },
      {
        label: "yourPage",
        value: "104200000000011",
        button: "generate",
        mark: "button",
      },
    ],
  },
  credentials: {
    address: DASHBOARD,
    menu: ["dashboard", "useCases", "appSettingsBasic", "publish"],
    title: "appSettingsBasic",
    rows: [
      { label: "appId", value: "1234567890", mark: "value" },
      { label: "appSecret", value: "••••••••", button: "show", mark: "button" },
    ],
  },
  webhook: {
    address: DASHBOARD,
    menu: USE_CASE_MENU,
    title: "messengerSettings",
    rows: [
      { label: "configureWebhooks" },
      { label: "callbackUrl", value: "https://…", mark: "value" },
      { label: "verifyToken", value: "••••••", mark: "value" },
      { button: "verifyAndSave", mark: "button" },
    ],
  },
  fields: {
    address: DASHBOARD,
    menu: USE_CASE_MENU,
    title: "messengerSettings",
    rows: [
      { label: "configureWebhooks" },
      { value: "messages", button: "subscribed" },
      { value: "message_echoes", button: "subscribed" },
    ],
  },
  live: {
    address: DASHBOARD,
    menu: APP_MENU,
    title: "publish",
    rows: [{ label: "appMode", button: "publish", mark: "button" }],
  },
  review: {
    address: DASHBOARD,
    menu: USE_CASE_MENU,
    title: "permissions",
    rows: [
      { value: "pages_messaging", button: "requestAccess", mark: "button" },
      {
        value: "Business Asset User Profile Access",
        button: "requestAccess",
        mark: "button",
      },
    ],
  },
};

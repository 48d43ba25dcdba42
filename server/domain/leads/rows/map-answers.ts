import {
  CONTACT_FIELDS,
  type ContactField,
  type LeadContact,
} from "#contract/leads/lead.ts";
import { standardField } from "#contract/leads/standard-field.ts";
import { phoneKey } from "#server/domain/customers/contact-keys.ts";

export type Question = {
  key: string;
  label: string | null;
  type: string | null;
  options: { key: string; value: string }[];
};

const EMPTY: LeadContact = {
  ...(Object.fromEntries(
    CONTACT_FIELDS.map((field) => [field, null]),
  ) as Record<ContactField, null>),
  fields: {},
};

export function emptyContact(): LeadContact {
  return { ...EMPTY, fields: {} };
}

/**
 * The contact that answers make. A field that several questions fill keeps the
 * first answer. A name is split or joined where the form asks for the other.
 * Pure.
 * @param mapping what a person chose: question key → to
 * @param country where national phone numbers are from
 */
export function toContact(
  answers: readonly { key: string; values: string[] }[],
  {
    questions,
    mapping,
    country,
  }: {
    questions: readonly Question[];
    mapping: Readonly<Record<string, string | null>>;
    country: string;
  },
): LeadContact {
  const contact = emptyContact();
  const known = new Map(questions.map((question) => [question.key, question]));
  for (const { key, values } of answers) {
    const question = known.get(key) ?? {
      key,
      label: null,
      type: null,
      options: [],
    };
    const to =
      key in mapping ? (mapping[key] ?? null) : standardField(question);
    const text = values
      .map((value) => shownValue(question, value))
      .join(", ")
      .trim();
    if (to === null || text === "") continue;
    if (to.startsWith("field:")) contact.fields[to.slice(6)] ??= text;
    else if (isContactField(to)) contact[to] ??= text;
  }
  contact.phone = phoneKey(contact.phone, country) ?? contact.phone;
  return withWholeName(contact);
}

/** An option's text in place of its key. Pure. */
export function shownValue(
  { options }: Pick<Question, "options">,
  value: string,
): string {
  return options.find(({ key }) => key === value)?.value ?? value;
}

export function isContactField(text: string): text is ContactField {
  return CONTACT_FIELDS.some((field) => field === text);
}

const HAN_NAME = /^\p{Script=Han}{2,4}$/u;
const DOUBLE_SURNAMES = new Set(
  "歐陽 欧阳 司馬 司马 上官 諸葛 诸葛 夏侯 東方 东方 皇甫 尉遲 尉迟 公孫 公孙 慕容 令狐 司徒 長孫 长孙 張簡 范姜".split(
    " ",
  ),
);

function withWholeName(contact: LeadContact): LeadContact {
  const { name, firstName, lastName } = contact;
  if (name === null && (firstName ?? lastName) !== null) {
    const both = [lastName, firstName].filter((part) => part !== null);
    const isHan = both.every((part) => /^\p{Script=Han}+$/u.test(part));
    return {
      ...contact,
      name: isHan ? both.join("") : [...both].reverse().join(" "),
    };
  }
  if (name === null || firstName !== null || lastName !== null) return contact;
  if (HAN_NAME.test(name)) {
    const length =
      name.length > 2 && DOUBLE_SURNAMES.has(name.slice(0, 2)) ? 2 : 1;
    return {
      ...contact,
      lastName: name.slice(0, length),
      firstName: name.slice(length),
    };
  }
  const parts = name.split(/\s+/);
  if (parts.length < 2) return { ...contact, firstName: name };
  return {
    ...contact,
    firstName: parts.slice(0, -1).join(" "),
    lastName: parts.at(-1) ?? null,
  };
}

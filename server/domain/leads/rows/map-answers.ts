import {
  CONTACT_FIELDS,
  type ContactField,
  type LeadContact,
} from "#contract/leads/lead.ts";
import { foldText } from "#contract/text/fold.ts";
import { phoneKey } from "#server/domain/customers/contact-keys.ts";

export type Question = {
  key: string;
  label: string | null;
  type: string | null;
  options: { key: string; value: string }[];
};

/** By the type that Meta gives a question. */
const BY_TYPE: Record<string, ContactField> = {
  FULL_NAME: "name",
  FIRST_NAME: "firstName",
  LAST_NAME: "lastName",
  EMAIL: "email",
  WORK_EMAIL: "email",
  PHONE: "phone",
  PHONE_NUMBER: "phone",
  WORK_PHONE_NUMBER: "phone",
  COMPANY_NAME: "company",
  JOB_TITLE: "jobTitle",
  STREET_ADDRESS: "street",
  CITY: "city",
  STATE: "state",
  PROVINCE: "state",
  ZIP: "postCode",
  ZIP_CODE: "postCode",
  POST_CODE: "postCode",
  COUNTRY: "country",
  DOB: "birthday",
  DATE_OF_BIRTH: "birthday",
  GENDER: "gender",
};

/** By key or label, folded and without spaces and marks. */
const WORDS: Record<ContactField, string[]> = {
  name: [
    "fullname",
    "name",
    "yourname",
    "姓名",
    "全名",
    "名稱",
    "名称",
    "您的姓名",
    "你的姓名",
    "聯絡人",
    "联系人",
    "稱呼",
    "称呼",
  ],
  firstName: ["firstname", "givenname", "名字", "名"],
  lastName: ["lastname", "surname", "familyname", "姓", "姓氏"],
  email: [
    "email",
    "emailaddress",
    "workemail",
    "mail",
    "電子郵件",
    "电子邮件",
    "電子信箱",
    "信箱",
    "邮箱",
    "電郵",
    "电邮",
    "郵箱",
    "電子郵件地址",
    "电子邮箱",
  ],
  phone: [
    "phone",
    "phonenumber",
    "mobile",
    "mobilenumber",
    "mobilephone",
    "telephone",
    "tel",
    "cell",
    "workphonenumber",
    "電話",
    "电话",
    "手機",
    "手机",
    "手機號碼",
    "手机号码",
    "手机号",
    "電話號碼",
    "电话号码",
    "聯絡電話",
    "联系电话",
    "行動電話",
  ],
  company: [
    "company",
    "companyname",
    "organization",
    "公司",
    "公司名稱",
    "公司名称",
    "企業名稱",
    "企业名称",
    "單位",
    "单位",
  ],
  jobTitle: [
    "jobtitle",
    "position",
    "職稱",
    "职称",
    "職位",
    "职位",
    "職務",
    "职务",
  ],
  street: [
    "street",
    "streetaddress",
    "address",
    "地址",
    "街道地址",
    "通訊地址",
    "联系地址",
  ],
  city: ["city", "town", "城市", "縣市", "县市", "居住城市", "所在城市"],
  state: ["state", "province", "region", "省", "省份", "州"],
  postCode: [
    "postcode",
    "postalcode",
    "zip",
    "zipcode",
    "郵遞區號",
    "邮政编码",
    "邮编",
  ],
  country: ["country", "國家", "国家"],
  birthday: ["birthday", "dateofbirth", "dob", "生日", "出生日期"],
  gender: ["gender", "sex", "性別", "性别"],
};
const BY_WORD = new Map(
  CONTACT_FIELDS.flatMap((field) =>
    WORDS[field].map((word): [string, ContactField] => [word, field]),
  ),
);

/** The field that a question fills by itself; null: none. Pure. */
export function standardField({
  key,
  label,
  type,
}: Pick<Question, "key" | "label" | "type">): ContactField | null {
  return (
    BY_TYPE[type ?? ""] ??
    byWord(key) ??
    (label === null ? null : byWord(label))
  );
}

function byWord(text: string): ContactField | null {
  const word = foldText(text).replace(/[\s_\-:*?()（）：？＊]/g, "");
  return BY_WORD.get(word) ?? null;
}

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

import { CONTACT_FIELDS, type ContactField } from "./lead.ts";
import { foldText } from "#contract/text/fold.ts";

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

/** The field that a question fills without a mapping; null: none. Pure. */
export function standardField({
  key,
  label,
  type,
}: {
  key: string;
  label: string | null;
  type: string | null;
}): ContactField | null {
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

/** Languages of customers that the settings offer; a vendor may report others, too. */
export const CUSTOMER_LANGUAGES: readonly string[] = [
  ...["zh-TW", "zh-CN", "zh", "en", "ja", "ko", "vi", "th", "id", "ms"],
  ...["tl", "es", "pt", "fr", "de", "it", "ru", "ar", "hi"],
];

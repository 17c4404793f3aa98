/** The languages of the page; the first is the default. */
export const locales = ['zh-CN', 'en'] as const;

export type Locale = (typeof locales)[number];

/** What each language calls itself, so that its readers find it. */
export const localeNames: Readonly<Record<Locale, string>> = { 'zh-CN': '中文', en: 'English' };

export function isLocale(text: string): text is Locale {
  return (locales as readonly string[]).includes(text);
}

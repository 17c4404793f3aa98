import type { Locale } from '../messages/locale.js';

/** A moment (ISO 8601) as date and time in the reader's language and time zone; the text itself when it is none. */
export function formatMoment(iso: string, locale: Locale): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
}

/** The time of day in the reader's language and time zone; with the date when that is not today. */
export function formatTime(moment: Date, locale: Locale, now = new Date()): string {
  const isToday = moment.toDateString() === now.toDateString();
  const style = isToday
    ? ({ timeStyle: 'short' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(locale, style).format(moment);
}

const day = /^(\d{4})-(\d{2})-(\d{2})$/;

/** What a refusal asks for; follows the name of the field. */
export const waiverEndWanted =
  'must lie ahead: a day (2027-06-30, through its end) or a moment (2027-06-30T18:00:00+08:00)';

/**
 * The moment at which a waiver ends, ISO 8601 in UTC. A day holds through its last millisecond in the time zone of this
 * process (`TZ`); a date-time is exact. Undefined when the text is neither, or when that moment is not after `now`.
 */
export function endOfWaiver(text: string, now = Date.now()): string | undefined {
  const end = endOf(text);
  return end > now ? new Date(end).toISOString() : undefined;
}

/** Milliseconds since 1970; NaN when there is no such day or moment. */
function endOf(text: string): number {
  const parts = day.exec(text);
  if (parts === null) return Date.parse(text);
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  const last = new Date(2000, 0, 1, 23, 59, 59, 999);
  // The constructor takes the years 0 to 99 for 1900 to 1999.
  last.setFullYear(year, month - 1, date);
  return last.getMonth() === month - 1 && last.getDate() === date ? last.getTime() : Number.NaN;
}

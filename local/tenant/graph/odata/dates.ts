const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether the calendar has this day: OData's Edm.Date. */
export function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // A 30th of February is read as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The milliseconds of an Edm.DateTimeOffset; undefined for any other text, and for a time that does not exist. */
export function timeOf(text: string): number | undefined {
  const [, day] = TIME.exec(text) ?? [];
  const time = day !== undefined && isDay(day) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

const daySeconds = 86_400;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

// Howard Hinnant's civil_from_days: days since 1970-01-01 as year, month and day of the Gregorian calendar.
const civil = (days: number): string => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const sign = year < 0 ? '-' : '+';
  const years = year >= 0 && year <= 9999 ? pad(year, 4) : sign + pad(Math.abs(year), 6);
  return `${years}-${pad(month, 2)}-${pad(day, 2)}`;
};

const daysOf = (year: number, month: number, day: number): number => {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
};

// Stamps come in order, so the last second's text serves for most of them.
let lastSecond = Number.NaN;
let lastText = '';

const secondText = (second: number): string => {
  if (second === lastSecond) return lastText;
  const days = Math.floor(second / daySeconds);
  const rest = second - days * daySeconds;
  lastSecond = second;
  lastText = `${civil(days)}T${pad(Math.floor(rest / 3600), 2)}:${pad(Math.floor(rest / 60) % 60, 2)}:${pad(rest % 60, 2)}.`;
  return lastText;
};

/** Milliseconds since the Unix epoch as `2026-11-21T10:00:00.000Z`; parts of a millisecond are dropped. */
export const isoTime = (wall: number): string => {
  const ms = Math.floor(wall);
  const second = Math.floor(ms / 1000);
  const rest = ms - second * 1000;
  return `${secondText(second)}${rest > 99 ? '' : rest > 9 ? '0' : '00'}${rest}Z`;
};

/** The milliseconds since the Unix epoch that `isoTime` wrote, or undefined when the text is no such time in UTC. */
export const parseIsoTime = (text: string): number | undefined => {
  if (text.length === lastText.length + 4 && text.startsWith(lastText) && /^\d{3}Z$/.test(text.slice(-4))) {
    return lastSecond * 1000 + Number(text.slice(-4, -1));
  }
  const parts = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const days = daysOf(year, month, day);
  // A day that does not exist comes back as another one.
  if (hour > 23 || minute > 59 || second > 59 || civil(days) !== text.slice(0, text.indexOf('T')))
    return undefined;
  return (
    (days * daySeconds + hour * 3600 + minute * 60 + second) * 1000 +
    Number((parts[7] ?? '0').padEnd(3, '0').slice(0, 3))
  );
};

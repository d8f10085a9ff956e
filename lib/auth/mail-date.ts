const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const pattern =
  /^(?:[a-z]{3},)?\s*(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s+(\S+)$/i;

/**
 * The instant of an RFC 2822 date such as `Fri, 13 Dec 2019 20:35:01 +0000`, or undefined. The
 * weekday is not checked against the day.
 */
export function parseMailDate(text: string): Date | undefined {
  const parts = pattern.exec(text.trim());
  if (!parts) return undefined;
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((at) => Number(parts[at] ?? 0));
  const month = months.indexOf((parts[2] ?? "").toLowerCase());
  const offsetMinutes = zoneMinutes(parts[7] ?? "");
  if (month < 0 || offsetMinutes === undefined) return undefined;
  const fields = [year ?? 0, month, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0] as const;
  const date = new Date(Date.UTC(...fields));
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  // A 30th of February or a 25th hour would roll over to another instant.
  if (back.some((value, index) => value !== fields[index])) return undefined;
  return new Date(date.getTime() - offsetMinutes * 60_000);
}

function zoneMinutes(zone: string): number | undefined {
  if (/^(?:GMT|UTC|UT|Z)$/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2})([0-5]\d)$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  const size = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -size : size;
}

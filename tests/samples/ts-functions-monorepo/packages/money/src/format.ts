export const format = (cents: number, currency: string): string =>
  `${Math.trunc(cents / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")} ${currency}`;

// Numbers, sizes and times as a person reads them, by Intl. The Intl objects are made once: making them is slow.

export interface Format {
  number(value: number): string;
  /** 0 to 1. */
  percent(ratio: number): string;
  /** Bytes with decimal prefixes, as DevTools writes them: `12 B`, `1.2 kB`. */
  bytes(value: number): string;
  /** Milliseconds as `3 ms`, `1.24 s`, `2.1 min`, `1.5 h`. */
  duration(ms: number): string;
  /** Milliseconds after a start as seconds with millisecond digits: `12.345 s`. */
  offset(ms: number): string;
  /** Epoch ms as time of day with milliseconds. */
  clock(epoch: number): string;
  /** Epoch ms as date and time with milliseconds. */
  dateTime(epoch: number): string;
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

interface UnitOptions {
  unit: string;
  display: 'narrow' | 'short';
  digits: number;
  fixed?: boolean;
}

export function formatFor(locale: string): Format {
  const made = new Map<string, Intl.NumberFormat>();
  const plain = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  const clocks = new Intl.DateTimeFormat(locale, { ...time, hourCycle: 'h23' });
  const dates = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...time,
    hourCycle: 'h23',
  });

  // "12B" and "1.2kB" are how Intl writes them; the space between number and unit makes columns readable.
  const unit = (value: number, { unit, display, digits, fixed }: UnitOptions): string => {
    const key = `${unit} ${digits} ${fixed}`;
    let format = made.get(key);
    if (!format) {
      format = new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: display,
        maximumFractionDigits: digits,
        minimumFractionDigits: fixed ? digits : 0,
      });
      made.set(key, format);
    }
    const parts = format.formatToParts(value).filter((part) => part.type !== 'literal' || part.value.trim() !== '');
    return parts.map((part) => (part.type === 'unit' ? `\u00a0${part.value}` : part.value)).join('');
  };

  return {
    number: (value) => plain.format(value),
    percent: (ratio) => percents.format(ratio),
    bytes(value) {
      let step = 0;
      let amount = value;
      // 999.95 would be written as 1,000: the next unit takes over a little earlier.
      while (amount >= 999.95 && step < SIZES.length - 1) {
        amount /= 1000;
        step++;
      }
      return unit(amount, {
        unit: SIZES[step] ?? 'byte',
        display: 'narrow',
        digits: step === 0 || amount >= 100 ? 0 : 1,
      });
    },
    duration(ms) {
      if (ms < 10) return unit(ms, { unit: 'millisecond', display: 'narrow', digits: 1 });
      if (ms < 999.5) return unit(ms, { unit: 'millisecond', display: 'narrow', digits: 0 });
      if (ms < 59_950)
        return unit(ms / 1000, { unit: 'second', display: 'narrow', digits: ms < 9_995 ? 2 : 1, fixed: true });
      if (ms < 3_597_000) return unit(ms / 60_000, { unit: 'minute', display: 'short', digits: 1, fixed: true });
      return unit(ms / 3_600_000, { unit: 'hour', display: 'narrow', digits: 1, fixed: true });
    },
    offset: (ms) => unit(ms / 1000, { unit: 'second', display: 'narrow', digits: 3, fixed: true }),
    clock: (epoch) => clocks.format(epoch),
    dateTime: (epoch) => dates.format(epoch),
  };
}

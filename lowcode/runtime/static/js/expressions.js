// What the operators and functions of specifications mean in the browser; the entities' scripts call these by name.
// Numbers are BigInts in units of their scale, dates and times ISO texts, empty is null (undefined counts as null).
// The same meaning is written down for Python and the databases in lowcode.runtime.values.
"use strict";

(() => {
  const given = (value) => value !== null && value !== undefined;
  const allGiven = (...all) => all.every(given);
  const orNull = (text) => (text === "" ? null : text);
  const power = (digits) => 10n ** BigInt(digits);
  const magnitude = (value) => (value < 0n ? -value : value);

  // --- numbers ---------------------------------------------------------------------------------------

  /** The quotient of integers, rounded half away from zero. */
  const divideRounded = (dividend, divisor) => {
    const [above, below] = [magnitude(dividend), magnitude(divisor)];
    const quotient = (2n * above + below) / (2n * below);
    return dividend < 0n !== divisor < 0n ? -quotient : quotient;
  };
  const floorDivide = (value, unit) => (value - (((value % unit) + unit) % unit)) / unit;

  const numbers = {
    atScale: (value, digits) => (given(value) ? value * power(digits) : null),
    add: (left, right) => (allGiven(left, right) ? left + right : null),
    subtract: (left, right) => (allGiven(left, right) ? left - right : null),
    multiply: (left, right) => (allGiven(left, right) ? left * right : null),
    remainder: (left, right) => (allGiven(left, right) && right !== 0n ? left % right : null),
    negate: (value) => (given(value) ? -value : null),
    absolute: (value) => (given(value) ? magnitude(value) : null),
    divide(left, right, leftScale, rightScale, scale) {
      if (!allGiven(left, right) || right === 0n) return null;
      return divideRounded(left * power(rightScale + scale), right * power(leftScale));
    },
    rounded: (value, scale, digits) => (given(value) ? divideRounded(value, power(scale - digits)) : null),
    floored: (value, scale, digits) => (given(value) ? floorDivide(value, power(scale - digits)) : null),
    ceiled: (value, scale, digits) => (given(value) ? -floorDivide(-value, power(scale - digits)) : null),
    truncated: (value, scale, digits) => (given(value) ? value / power(scale - digits) : null),
  };

  // --- comparisons -----------------------------------------------------------------------------------

  /** Texts by code point; the operators of JavaScript go by UTF-16 units. */
  const compareText = (left, right) => {
    const [first, second] = [Array.from(left), Array.from(right)];
    for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
      const difference = first[index].codePointAt(0) - second[index].codePointAt(0);
      if (difference !== 0) return difference;
    }
    return first.length - second.length;
  };
  const sameId = (left, right) => allGiven(left, right) && String(left) === String(right);
  const least = (all, isLess) => all.filter(given).reduce((found, each) => (given(found) && !isLess(each, found) ? found : each), null);

  const comparisons = {
    equal: (left, right) => allGiven(left, right) && left === right,
    differ: (left, right) => allGiven(left, right) && left !== right,
    less: (left, right) => allGiven(left, right) && left < right,
    lessOrEqual: (left, right) => allGiven(left, right) && left <= right,
    greater: (left, right) => allGiven(left, right) && left > right,
    greaterOrEqual: (left, right) => allGiven(left, right) && left >= right,
    lessText: (left, right) => allGiven(left, right) && compareText(left, right) < 0,
    lessOrEqualText: (left, right) => allGiven(left, right) && compareText(left, right) <= 0,
    greaterText: (left, right) => allGiven(left, right) && compareText(left, right) > 0,
    greaterOrEqualText: (left, right) => allGiven(left, right) && compareText(left, right) >= 0,
    equalIds: sameId,
    differIds: (left, right) => allGiven(left, right) && !sameId(left, right),
    isEmpty: (value) => !given(value) || value === "" || (Array.isArray(value) && value.length === 0),
    isOneOf: (value, ...items) => given(value) && items.includes(value),
    isOneOfList: (value, items) => given(value) && (items ?? []).includes(value),
    isOneOfIds: (value, ...items) => items.some((item) => sameId(value, item)),
    hasRecord: (items, id) => (items ?? []).some((item) => sameId(item.id, id)),
    hasRole: (roles, ...granting) => (roles ?? []).some((role) => granting.includes(role)),
    firstGiven: (...all) => all.find(given) ?? null,
    smallest: (...all) => least(all, (left, right) => left < right),
    greatest: (...all) => least(all, (left, right) => left > right),
    smallestText: (...all) => least(all, (left, right) => compareText(left, right) < 0),
    greatestText: (...all) => least(all, (left, right) => compareText(left, right) > 0),
    read: (record, attribute) => (given(record) ? attribute(record) ?? null : null),
  };

  // --- lists -----------------------------------------------------------------------------------------

  const chosen = (items, condition) => (items ?? []).filter(condition ?? (() => true));
  const valuesOf = (items, value, condition) => chosen(items, condition).map(value).filter(given);
  const sum = (all) => all.reduce((total, each) => total + each, 0n);
  const byId = (left, right) => {
    if (!given(left.id) || !given(right.id)) return given(left.id) ? -1 : given(right.id) ? 1 : 0;
    const [first, second] = [BigInt(left.id), BigInt(right.id)];
    return first < second ? -1 : first > second ? 1 : 0;
  };

  const lists = {
    count: (items, condition) => BigInt(chosen(items, condition).length),
    exists: (items, condition) => chosen(items, condition).length > 0,
    total: (items, value, condition) => sum(valuesOf(items, value, condition)),
    minimum: (items, value, condition) => comparisons.smallest(...valuesOf(items, value, condition)),
    maximum: (items, value, condition) => comparisons.greatest(...valuesOf(items, value, condition)),
    minimumText: (items, value, condition) => comparisons.smallestText(...valuesOf(items, value, condition)),
    maximumText: (items, value, condition) => comparisons.greatestText(...valuesOf(items, value, condition)),
    average(items, scale, wanted, value, condition) {
      const all = valuesOf(items, value, condition);
      return numbers.divide(sum(all), BigInt(all.length), scale, 0, wanted);
    },
    first(items, value, condition) {
      const found = chosen(items, condition).sort(byId);
      return found.length > 0 ? value(found[0]) ?? null : null;
    },
  };

  // --- texts -----------------------------------------------------------------------------------------

  const BLANKS = "[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const EDGES = new RegExp(`^${BLANKS}+|${BLANKS}+$`, "g");
  const slice = (text, start, end) => orNull(Array.from(text).slice(start, end).join(""));
  const index = (value) => Number(value < 0n ? 0n : value > 1_000_000_000n ? 1_000_000_000n : value);

  /** The digits of a number in units, with at least so many after the point. */
  const decimalText = (value, scale, least) => {
    if (!given(value)) return null;
    const digits = magnitude(value).toString().padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    const part = scale > 0 ? digits.slice(-scale).replace(/0+$/, "").padEnd(least, "0") : "";
    return (value < 0n ? "-" : "") + whole + (part ? `.${part}` : "");
  };

  const texts = {
    length: (text) => BigInt(given(text) ? Array.from(text).length : 0),
    upper: (text) => (given(text) ? text.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : null),
    lower: (text) => (given(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : null),
    trim: (text) => (given(text) ? orNull(text.replace(EDGES, "")) : null),
    contains: (text, part) => allGiven(text, part) && text.includes(part),
    startsWith: (text, part) => allGiven(text, part) && text.startsWith(part),
    endsWith: (text, part) => allGiven(text, part) && text.endsWith(part),
    replace: (text, part, replacement) => (allGiven(text, part) ? orNull(text.split(part).join(replacement ?? "")) : text ?? null),
    substring(text, start, count) {
      if (!allGiven(text, start, count)) return null;
      const first = index(start - 1n);
      return slice(text, first, first + index(count));
    },
    substringFrom: (text, start) => (allGiven(text, start) ? slice(text, index(start - 1n)) : null),
    left: (text, count) => (allGiven(text, count) ? slice(text, 0, index(count)) : null),
    right: (text, count) => (allGiven(text, count) && count > 0n ? slice(text, -index(count)) : null),
    concatenate: (first, second) => (allGiven(first, second) ? first + second : null),
    joined: (...parts) => orNull(parts.filter(given).join("")),
    integerText: (value) => (given(value) ? value.toString() : null),
    decimalText,
    percentText: (value, scale) => (given(value) ? `${decimalText(value * 100n, scale, 0)}%` : null),
    booleanText: (value, yes, no) => (given(value) ? (value ? yes : no) : null),
    dateText: (value) => value ?? null,
    timeText: (value) => (given(value) ? value.slice(0, 5) : null),
    instantText: (value, timezone) => (given(value) ? localMoment(value, timezone).slice(0, 16) : null),
    optionText: (labels, name) => (given(name) ? (Object.hasOwn(labels, name) ? labels[name] : name) : null),
    cnyCapitals,
  };

  const DIGITS = "零壹贰叁肆伍陆柒捌玖";
  const PLACES = ["", "拾", "佰", "仟"];

  function upToFourDigits(number) {
    let written = "";
    for (const place of [3, 2, 1, 0]) {
      const digit = Math.floor(number / 10 ** place) % 10;
      if (digit) written += DIGITS[digit] + PLACES[place];
      else if (written && number % 10 ** place && !written.endsWith("零")) written += "零";
    }
    return written;
  }

  function wholeCapitals(number) {
    for (const [unit, name] of [[100_000_000n, "亿"], [10_000n, "万"]]) {
      if (number >= unit) {
        const [high, low] = [number / unit, number % unit];
        const zero = low > 0n && low < unit / 10n ? "零" : "";
        return wholeCapitals(high) + name + zero + (low > 0n ? wholeCapitals(low) : "");
      }
    }
    return upToFourDigits(Number(number));
  }

  function cnyCapitals(value, scale) {
    if (!given(value)) return null;
    const cents = scale > 2 ? numbers.rounded(value, scale, 2) : value * power(2 - scale);
    const [yuan, rest] = [magnitude(cents) / 100n, Number(magnitude(cents) % 100n)];
    if (yuan >= power(16)) return null;
    if (cents === 0n) return "零元整";
    const [tenths, hundredths] = [Math.floor(rest / 10), rest % 10];
    let part = "整";
    if (tenths) part = `${DIGITS[tenths]}角${hundredths ? `${DIGITS[hundredths]}分` : "整"}`;
    else if (hundredths) part = `${yuan > 0n ? "零" : ""}${DIGITS[hundredths]}分`;
    return (cents < 0n ? "负" : "") + (yuan > 0n ? `${wholeCapitals(yuan)}元` : "") + part;
  }

  // --- dates and instants ----------------------------------------------------------------------------

  const DAY = 86_400n;
  const [FIRST_DAY, LAST_DAY] = [-719_162n, 2_932_896n];
  const [FIRST_SECOND, LAST_SECOND] = [(FIRST_DAY + 1n) * DAY, LAST_DAY * DAY - 1n];
  const pad = (value, width = 2) => String(value).padStart(width, "0");
  const dateParts = (date) => date.split("-").map(Number);
  const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysInMonth = (year, month) => (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
  const makeDay = (year, month, day) => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

  /** Days since 1970-01-01 in the Gregorian calendar. */
  function dayNumber(date) {
    const [year, month, day] = dateParts(date);
    const shifted = month <= 2 ? year - 1 : year;
    const era = Math.floor(shifted / 400);
    const yearOfEra = shifted - era * 400;
    const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
  }

  function dayOf(number) {
    const shifted = number + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const place = Math.floor((5 * dayOfYear + 2) / 153);
    const month = place < 10 ? place + 3 : place - 9;
    return makeDay(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * place + 2) / 5) + 1);
  }

  const secondOf = (moment) => {
    const [hour, minute, second] = moment.slice(11).split(":").map(Number);
    return BigInt(dayNumber(moment.slice(0, 10))) * DAY + BigInt(hour * 3600 + minute * 60 + second);
  };
  const momentOf = (seconds) => {
    const rest = Number(((seconds % DAY) + DAY) % DAY);
    const day = dayOf(Number(floorDivide(seconds, DAY)));
    return `${day} ${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`;
  };

  const formats = new Map();
  function formatOf(timezone) {
    if (!formats.has(timezone)) {
      formats.set(timezone, new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
        timeZone: timezone, hourCycle: "h23", era: "short",
        year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
      }));
    }
    return formats.get(timezone);
  }

  /** Long before there were time zones; nothing changes earlier, and calendars of the past stay out of it. */
  const LOCAL_TIME_EVERYWHERE = -8_000_000_000n;

  /** Seconds by which the clocks of the time zone are ahead of UTC at the instant. */
  function offsetAt(instant, timezone) {
    const seconds = instant < LOCAL_TIME_EVERYWHERE ? LOCAL_TIME_EVERYWHERE : instant;
    const parts = Object.fromEntries(formatOf(timezone).formatToParts(Number(seconds) * 1000).map((part) => [part.type, part.value]));
    const day = makeDay(Number(parts.year), Number(parts.month), Number(parts.day));
    const local = BigInt(dayNumber(day)) * DAY + BigInt(Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second));
    return local - seconds;
  }

  function localMoment(instant, timezone) {
    const seconds = secondOf(instant);
    return momentOf(seconds + offsetAt(seconds, timezone));
  }

  /** The instant of a clock reading; one that occurs twice or never counts with the smaller offset. */
  function instantOf(local, timezone) {
    const seconds = secondOf(local);
    const [before, after] = [offsetAt(seconds - DAY, timezone), offsetAt(seconds + DAY, timezone)];
    const fits = [before, after].filter((offset) => offsetAt(seconds - offset, timezone) === offset);
    const candidates = fits.length > 0 ? fits : [before, after];
    const found = seconds - candidates.reduce((left, right) => (left < right ? left : right));
    return found < FIRST_SECOND || found > LAST_SECOND ? null : momentOf(found);
  }

  /** What is not mentioned is nothing; what is mentioned and empty is empty. */
  const amountsOf = (amounts, ...units) => units.map((unit) => (unit in amounts ? amounts[unit] : 0n));

  function shiftDate(date, amounts) {
    const [months, days] = amountsOf(amounts, "months", "days");
    if (!allGiven(date, months, days)) return null;
    let [year, month, day] = dateParts(date);
    const count = BigInt(year) * 12n + BigInt(month) - 1n + months;
    if (count < 12n || count >= 120_000n) return null;
    [year, month] = [Number(count / 12n), Number(count % 12n) + 1];
    day = Math.min(day, daysInMonth(year, month));
    const number = BigInt(dayNumber(makeDay(year, month, day))) + days;
    return number < FIRST_DAY || number > LAST_DAY ? null : dayOf(Number(number));
  }

  function shiftInstant(instant, timezone, amounts) {
    const [months, days, seconds] = amountsOf(amounts, "months", "days", "seconds");
    if (!allGiven(instant, months, days, seconds)) return null;
    let moved = instant;
    if (months !== 0n || days !== 0n) {
      const local = localMoment(instant, timezone);
      const day = shiftDate(local.slice(0, 10), { months, days });
      moved = day === null ? null : instantOf(`${day} ${local.slice(11)}`, timezone);
    }
    if (moved === null) return null;
    const found = secondOf(moved) + seconds;
    return found < FIRST_SECOND || found > LAST_SECOND ? null : momentOf(found);
  }

  const part = (start, end) => (value) => (given(value) ? BigInt(value.slice(start, end)) : null);
  const onDate = (change) => (value) => (given(value) ? change(...dateParts(value), value) : null);
  const weekdayOf = (date) => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
  const shifted = (date, days) => shiftDate(date, { days: BigInt(days) });
  const truncate = (value, unit) => value / unit;

  function weekOf(date) {
    const number = dayNumber(date) - weekdayOf(date) + 4;
    const year = dateParts(dayOf(number))[0];
    return BigInt(Math.floor((number - dayNumber(makeDay(year, 1, 1))) / 7) + 1);
  }

  function monthsForward(start, end) {
    const [[startYear, startMonth, startDay], [endYear, endMonth, endDay]] = [dateParts(start), dateParts(end)];
    return BigInt((endYear - startYear) * 12 + endMonth - startMonth - (endDay < startDay ? 1 : 0));
  }

  const monthsBetween = (start, end) => {
    if (!allGiven(start, end)) return null;
    return end < start ? -monthsForward(end, start) : monthsForward(start, end);
  };

  const moments = {
    localDate: (value, timezone) => (given(value) ? localMoment(value, timezone).slice(0, 10) : null),
    localTime: (value, timezone) => (given(value) ? localMoment(value, timezone).slice(11) : null),
    instant: (day, time, timezone) => (allGiven(day, time) ? instantOf(`${day} ${time}`, timezone) : null),
    midnight: (day, timezone) => (given(day) ? instantOf(`${day} 00:00:00`, timezone) : null),
    makeDate(year, month, day) {
      if (!allGiven(year, month, day)) return null;
      if (year < 1n || year > 9999n || month < 1n || month > 12n || day < 1n) return null;
      return day > BigInt(daysInMonth(Number(year), Number(month))) ? null : makeDay(year, month, day);
    },
    shiftDate,
    shiftInstant,
    year: part(0, 4),
    month: part(5, 7),
    day: part(8, 10),
    hour: part(0, 2),
    minute: part(3, 5),
    quarter: onDate((year, month) => BigInt(Math.ceil(month / 3))),
    week: (value) => (given(value) ? weekOf(value) : null),
    weekday: (value) => (given(value) ? BigInt(weekdayOf(value)) : null),
    daysBetween: (start, end) => (allGiven(start, end) ? BigInt(dayNumber(end) - dayNumber(start)) : null),
    monthsBetween,
    yearsBetween: (start, end) => (allGiven(start, end) ? monthsBetween(start, end) / 12n : null),
    secondsBetween: (start, end, unit) => (allGiven(start, end) ? truncate(secondOf(end) - secondOf(start), unit) : null),
    firstDayOfWeek: (value) => (given(value) ? shifted(value, 1 - weekdayOf(value)) : null),
    lastDayOfWeek: (value) => (given(value) ? shifted(value, 7 - weekdayOf(value)) : null),
    firstDayOfMonth: onDate((year, month) => makeDay(year, month, 1)),
    lastDayOfMonth: onDate((year, month) => makeDay(year, month, daysInMonth(year, month))),
    firstDayOfQuarter: onDate((year, month) => makeDay(year, Math.ceil(month / 3) * 3 - 2, 1)),
    lastDayOfQuarter: onDate((year, month) => makeDay(year, Math.ceil(month / 3) * 3, daysInMonth(year, Math.ceil(month / 3) * 3))),
    firstDayOfYear: onDate((year) => makeDay(year, 1, 1)),
    lastDayOfYear: onDate((year) => makeDay(year, 12, 31)),
    inPeriod(value, name, today) {
      if (!given(value)) return false;
      const [first, end] = period(name, today);
      return first <= value && value < end;
    },
  };

  const UNITS = {
    week: [moments.firstDayOfWeek, { days: 7n }],
    month: [moments.firstDayOfMonth, { months: 1n }],
    quarter: [moments.firstDayOfQuarter, { months: 3n }],
    year: [moments.firstDayOfYear, { months: 12n }],
  };
  const OFFSETS = { last: -1n, this: 0n, next: 1n };

  /** The first day of the period and the day after its last. */
  function period(name, today) {
    if (name === "yesterday") return [shifted(today, -1), today];
    if (name === "tomorrow") return [shifted(today, 1), shifted(today, 2)];
    const [when, unit] = name.split("_");
    if (unit in UNITS) {
      const [firstDay, step] = UNITS[unit];
      const times = (factor) => Object.fromEntries(Object.entries(step).map(([key, amount]) => [key, amount * factor]));
      return [shiftDate(firstDay(today), times(OFFSETS[when])), shiftDate(firstDay(today), times(OFFSETS[when] + 1n))];
    }
    return [shifted(today, 1 - Number(unit)), shifted(today, 1)];
  }

  const rules = new Map();
  globalThis.lowcode = {
    ...globalThis.lowcode,
    values: { ...numbers, ...comparisons, ...lists, ...texts, ...moments },
    /**
     * The rules of an entity, as a function of the helpers: names like `required.phone` → (record, context) => value.
     * `needs` names, for some of them, the paths that they read beyond the form.
     */
    define(entity, make, needs = {}) {
      rules.set(entity, { rules: make(globalThis.lowcode.values), needs });
    },
    /** What `define` was told about the entity. */
    rulesOf: (entity) => rules.get(entity) ?? { rules: {}, needs: {} },
  };
})();

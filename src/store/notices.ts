// The list of what the panel must not hide. It is bounded: a page can cause notices without end.

/**
 * What neither the hook nor the network log can show: EventSources and WebSocket messages of workers in Firefox, messages of
 * WebSockets that only Firefox's log saw, a log too large to be read as it grows, a page too busy to read it beside, shared workers.
 */
export type BlindSpot = 'workers' | 'sharedWorkers' | 'sockets' | 'large' | 'largeFirefox' | 'busy';

/** Something the panel must not hide: a gap in what the page told, a fault of the hook, a document seen late, a blind spot. */
export type Notice = {
  /** Epoch ms. */
  time: number;
  /** How many facts it stands for. */
  count: number;
} & ({ kind: 'gap' | 'fault' | 'late' | 'invalid'; text: string } | { kind: 'blind'; spot: BlindSpot });

/** Most notices that are kept; those before are only counted. */
export const MOST_NOTICES = 1000;
/** Longest text of a notice, in UTF-16 units: it may hold a URL or an error of the page. */
const LONGEST_TEXT = 4000;
/** Text of the first notice where there were more. */
const OLDER = 'Older notices were let go for want of room.';

const isOlder = (notice: Notice): boolean => notice.kind === 'gap' && notice.text === OLDER;

const shortened = (notice: Notice): Notice =>
  notice.kind !== 'blind' && notice.text.length > LONGEST_TEXT
    ? { ...notice, text: `${notice.text.slice(0, LONGEST_TEXT)}…` }
    : notice;

const same = (a: Notice | undefined, b: Notice): boolean =>
  a !== undefined && a.kind === b.kind && a.kind !== 'blind' && b.kind !== 'blind' && a.text === b.text;

/** Adds to a list, or counts one more of what stands there; lets the oldest go, with a notice that says so. */
export function addNotice(notices: Notice[], given: Notice): void {
  const notice = shortened(given);
  // A blind spot is named once, with the number of things in it.
  const known =
    notice.kind === 'blind'
      ? notices.find((each) => each.kind === 'blind' && each.spot === notice.spot)
      : same(notices.at(-1), notice) && notices.at(-1);
  if (known) known.count += notice.count;
  else notices.push(notice);
  if (notices.length <= MOST_NOTICES) return;
  const first = notices[0] as Notice;
  if (isOlder(first)) {
    first.count++;
    notices.splice(1, 1);
  } else notices.splice(0, 2, { kind: 'gap', time: first.time, text: OLDER, count: 2 });
}

/** How many there were, with those that were let go. */
export const countNotices = (notices: readonly Notice[]): number =>
  notices.length + (notices[0] && isOlder(notices[0]) ? notices[0].count - 1 : 0);

// The members of a recorded JSON message, of which a person chooses those that a message to wait for must have, too.

export interface Member {
  /** Tells it from all others. */
  key: string;
  /** As in `data.id`. */
  path: string;
  value: unknown;
}

/** More than anybody chooses from; what is beyond is part of the object that it stands in. */
const MOST = 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no object itself, at any depth, in order. Lists are wholes, as for `includes`. None for what is no object. */
export function membersOf(value: unknown): Member[] {
  const found: Member[] = [];
  const walk = (each: unknown, path: readonly string[]): void => {
    if (isObject(each) && Object.keys(each).length > 0 && found.length < MOST) {
      for (const name of Object.keys(each)) walk(each[name], [...path, name]);
      return;
    }
    found.push({ key: JSON.stringify(path), path: path.join('.'), value: each });
  };
  if (isObject(value) && Object.keys(value).length > 0) walk(value, []);
  return found;
}

/** The value with those members alone. */
export function withMembers(members: readonly Member[]): Record<string, unknown> {
  const made: Record<string, unknown> = Object.create(null);
  for (const { key, value } of members) {
    const path = JSON.parse(key) as string[];
    const last = path.pop() ?? '';
    let inside = made;
    for (const name of path) {
      inside[name] ??= Object.create(null);
      inside = inside[name] as Record<string, unknown>;
    }
    inside[last] = value;
  }
  return made;
}

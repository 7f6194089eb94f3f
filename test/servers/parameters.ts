// Reads what a route is asked to do from its query, and says so where it is asked for nonsense.

/** The query of a request, with types. */
export class Parameters {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  has(name: string): boolean {
    return this.#query.has(name);
  }

  text(name: string, otherwise = ''): string {
    return this.#query.get(name) ?? otherwise;
  }

  /** @throws RangeError where it is given and is no number from 0. */
  number(name: string, otherwise = 0): number {
    const given = this.#query.get(name);
    if (given === null) return otherwise;
    const value = Number(given);
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`${name}=${given} is no number from 0`);
    return value;
  }

  /** Comma-separated. */
  list(name: string): string[] {
    const given = this.#query.get(name);
    return given ? given.split(',') : [];
  }
}

/** Cuts bytes at exact positions: `[3, 7]` gives 0..3, 3..7, 7..end. Empty pieces are left out. */
export function cutAt(bytes: Buffer, positions: number[]): Buffer[] {
  const edges = [0, ...positions, bytes.length];
  return edges
    .slice(1)
    .map((end, i) => bytes.subarray(edges[i], end))
    .filter((piece) => piece.length > 0);
}

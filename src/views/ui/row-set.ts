// A set of row numbers, of which there may be a million: one bit each.

export class RowSet {
  #bits = new Uint32Array(32);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    return (((this.#bits[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  add(row: number): this {
    if (this.has(row)) return this;
    const word = row >>> 5;
    if (word >= this.#bits.length) {
      const wider = new Uint32Array(Math.max(word + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[word] = (this.#bits[word] as number) | (1 << (row & 31));
    this.#size++;
    return this;
  }

  delete(row: number): boolean {
    if (!this.has(row)) return false;
    const word = row >>> 5;
    this.#bits[word] = (this.#bits[word] as number) & ~(1 << (row & 31));
    this.#size--;
    return true;
  }

  clear(): void {
    this.#bits = new Uint32Array(32);
    this.#size = 0;
  }
}

// The loan is taken from the hook alone, and what stands in for the native on the way is gone before the page begins.
import { beforeEach, describe, expect, it } from 'vitest';
import { KEPT, type Loan } from '../wire/act.ts';
import { awaitLoan, type Surroundings } from './early.ts';

const { setPrototypeOf, defineProperty, getOwnPropertyDescriptor } = Reflect;

describe('a stage that is there before the hook', () => {
  let reflect: Surroundings['reflect'];
  let change: () => void;
  let content: boolean;
  let taken: Loan[];
  beforeEach(() => {
    reflect = { setPrototypeOf, defineProperty, getOwnPropertyDescriptor };
    change = () => {};
    content = false;
    taken = [];
  });
  const wait = (take: (loan: Loan) => void = (loan) => taken.push(loan)): void =>
    awaitLoan(
      {
        reflect,
        hasContent: () => content,
        onChange(changed) {
          change = changed;
          return () => {
            change = () => {};
          };
        },
      },
      take,
    );
  /** As the hook does it. */
  function lend(): Record<string, unknown> {
    const { setPrototypeOf: own } = reflect;
    const other = { value: 1 };
    own(other, null);
    const loan: Record<string, unknown> = { lender: {}, recordMessage: 1, bodies: 1 };
    own(loan, null);
    for (const name of KEPT) loan[name] = { made: name };
    own({ lender: {} }, null);
    return loan;
  }

  it('is lent to once, when the loan is complete, and leaves nothing behind', () => {
    wait();
    expect(reflect.setPrototypeOf).not.toBe(setPrototypeOf);
    const loan = lend();
    expect(taken).toEqual([loan]);
    expect(getOwnPropertyDescriptor(loan, 'WebSocket')).toEqual({
      value: { made: 'WebSocket' },
      configurable: true,
      enumerable: true,
      writable: true,
    });
    expect(reflect.setPrototypeOf).toBe(setPrototypeOf);
  });

  it('does not wait longer than until something is in the document, and is not to be fooled then', () => {
    wait();
    change();
    expect(reflect.setPrototypeOf).not.toBe(setPrototypeOf);
    const { setPrototypeOf: kept } = reflect;
    content = true;
    change();
    expect(reflect.setPrototypeOf).toBe(setPrototypeOf);
    const forged = { lender: {}, recordMessage: 1, bodies: 1 };
    expect(kept(forged, null)).toBe(true);
    expect(Reflect.getPrototypeOf(forged)).toBe(null);
    lend();
    expect(taken).toEqual([]);
  });

  it('does not break the hook where it fails', () => {
    wait(() => {
      throw new Error('no room');
    });
    expect(lend()).toMatchObject({ WebSocket: { made: 'WebSocket' } });
  });

  it('leaves alone what somebody else has put there since', () => {
    wait();
    const { setPrototypeOf: ours } = reflect;
    const theirs: typeof setPrototypeOf = (object, prototype) => ours(object, prototype);
    reflect.setPrototypeOf = theirs;
    lend();
    expect(taken).toHaveLength(1);
    expect(reflect.setPrototypeOf).toBe(theirs);
  });
});

// Filtering and ordering of the exchanges, and how little of it is done again.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exchange } from '../../store/exchange.ts';
import { Store } from '../../store/store.ts';
import { ExchangeList } from './exchange-list.ts';
import { compareBy, nextSort } from './sort.ts';

let store: Store;
const open = (name: string, started: number): Exchange =>
  store.open({
    id: name,
    api: 'fetch',
    method: 'GET',
    url: `https://a.example/${name}`,
    source: 'page',
    frame: { id: 0, url: 'https://a.example/' },
    stack: '',
    started,
    headers: [],
    protocols: [],
    options: {},
  });
const names = (list: ExchangeList) => list.rows.map((exchange) => exchange.id);
const all = () => true;

beforeEach(() => {
  store = new Store(() => null);
});

describe('ExchangeList', () => {
  it('keeps the order of start', () => {
    open('b', 2);
    open('a', 1);
    const list = new ExchangeList({ shows: all, compare: null });
    expect(list.update(store.exchanges, 0)).toBe(true);
    expect(names(list)).toEqual(['a', 'b']);
  });

  it('judges an exchange again only when it changed', () => {
    const a = open('a', 1);
    open('b', 2);
    const shows = vi.fn((exchange: Exchange) => exchange.status !== 404);
    const list = new ExchangeList({ shows, compare: null });
    list.update(store.exchanges, 0);
    expect(list.update(store.exchanges, 1)).toBe(false);
    expect(shows).toHaveBeenCalledTimes(2);
    store.response(a, { status: 404, statusText: '', headers: [], url: '', redirected: false, kind: '', time: 1 });
    expect(list.update(store.exchanges, 2)).toBe(true);
    expect(shows).toHaveBeenCalledTimes(3);
    expect(names(list)).toEqual(['b']);
  });

  it('notices exchanges that were cleared', () => {
    open('a', 1);
    const list = new ExchangeList({ shows: all, compare: null });
    list.update(store.exchanges, 0);
    store.clear();
    expect(list.update(store.exchanges, 1)).toBe(true);
    expect(list.rows).toEqual([]);
  });

  it('notices that one was cleared while another came', () => {
    open('a', 1);
    const list = new ExchangeList({ shows: all, compare: null });
    list.update(store.exchanges, 0);
    store.clear();
    open('b', 2);
    expect(list.update(store.exchanges, 1)).toBe(true);
    expect(names(list)).toEqual(['b']);
  });

  it('follows changing values without reordering at every one', () => {
    open('a', 1);
    const b = open('b', 2);
    const list = new ExchangeList({ shows: all, compare: compareBy({ column: 'status', descending: true }) });
    list.update(store.exchanges, 1000);
    expect(names(list)).toEqual(['a', 'b']);
    store.response(b, { status: 500, statusText: '', headers: [], url: '', redirected: false, kind: '', time: 1 });
    expect(list.update(store.exchanges, 1100)).toBe(false);
    expect(list.update(store.exchanges, 1600)).toBe(true);
    expect(names(list)).toEqual(['b', 'a']);
  });

  it('judges an exchange again when it is told that the filter thinks otherwise', () => {
    const a = open('a', 1);
    let wanted = false;
    const list = new ExchangeList({ shows: () => wanted, compare: null });
    list.update(store.exchanges, 0);
    wanted = true;
    expect(list.update(store.exchanges, 1)).toBe(false);
    list.recheck(a);
    expect(list.update(store.exchanges, 2)).toBe(true);
    expect(names(list)).toEqual(['a']);
  });

  it('takes another filter and another order', () => {
    open('a', 1);
    open('b', 2);
    const list = new ExchangeList({ shows: all, compare: null });
    list.update(store.exchanges, 0);
    list.look({ shows: (exchange) => exchange.id === 'b', compare: null });
    list.update(store.exchanges, 1);
    expect(names(list)).toEqual(['b']);
    list.look({ shows: all, compare: compareBy({ column: 'name', descending: true }) });
    list.update(store.exchanges, 2);
    expect(names(list)).toEqual(['b', 'a']);
  });
});

describe('sorting', () => {
  it('goes from ascending to descending to the order of start', () => {
    const first = nextSort(null, 'bytes');
    expect(first).toEqual({ column: 'bytes', descending: false });
    const second = nextSort(first, 'bytes');
    expect(second).toEqual({ column: 'bytes', descending: true });
    expect(nextSort(second, 'bytes')).toBeNull();
    expect(nextSort(second, 'api')).toEqual({ column: 'api', descending: false });
  });

  it('says nothing for an unknown column', () => {
    expect(compareBy({ column: 'nonsense', descending: false })).toBeNull();
    expect(compareBy(null)).toBeNull();
  });
});

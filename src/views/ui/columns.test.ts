// Columns leave by rank when a panel is docked narrow.
import { describe, expect, it } from 'vitest';
import { type Column, columnTemplate, fittingColumns } from './columns.ts';

const columns: Column[] = [
  { id: 'name', label: 'Name', min: 120, rank: 0 },
  { id: 'status', label: 'Status', width: 60, min: 40, rank: 1 },
  { id: 'activity', label: 'Activity', width: 90, min: 60, rank: 2 },
];
const ids = (list: Column[]) => list.map((column) => column.id);

describe('columns', () => {
  it('shows all where there is room', () => {
    expect(ids(fittingColumns(columns, {}, [], 270))).toEqual(['name', 'status', 'activity']);
  });

  it('drops the least important first, and keeps the first whatever happens', () => {
    expect(ids(fittingColumns(columns, {}, [], 200))).toEqual(['name', 'status']);
    expect(ids(fittingColumns(columns, {}, [], 10))).toEqual(['name']);
  });

  it('counts the widths a person chose', () => {
    expect(ids(fittingColumns(columns, { status: 150 }, [], 270))).toEqual(['name', 'status']);
  });

  it('leaves out what is switched off, but not the column that must stay', () => {
    expect(ids(fittingColumns(columns, {}, ['name', 'status'], 500))).toEqual(['name', 'activity']);
  });

  it('lets one column take the rest', () => {
    expect(columnTemplate(columns, { activity: 10 })).toBe('minmax(120px, 1fr) 60px 60px');
  });
});

// The columns of the messages grid, and which of them leave first in a narrow pane.
import type { Language } from '../../i18n/language.ts';
import type { Column } from '../ui/columns.ts';

export const messageColumns = (t: Language['t']): Column[] => [
  { id: 'data', label: t('messages.data'), min: 140, rank: 0 },
  { id: 'type', label: t('messages.type'), width: 72, min: 40, rank: 2 },
  { id: 'length', label: t('messages.size'), width: 64, min: 44, rank: 1, align: 'end' },
  { id: 'time', label: t('messages.time'), width: 82, min: 56, rank: 1, align: 'end' },
  { id: 'delta', label: t('messages.delta'), width: 78, min: 50, rank: 3, align: 'end' },
];

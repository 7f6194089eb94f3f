// The columns of the exchanges grid, and which of them leave first in a narrow panel.
import type { Language } from '../../i18n/language.ts';
import type { Column } from '../ui/columns.ts';

export const exchangeColumns = (t: Language['t']): Column[] => [
  { id: 'name', label: t('exchanges.url'), min: 150, rank: 0, sortable: true },
  { id: 'api', label: t('exchanges.api'), width: 92, min: 44, rank: 4, sortable: true },
  { id: 'method', label: t('exchanges.method'), width: 58, min: 40, rank: 7, sortable: true },
  { id: 'status', label: t('exchanges.status'), width: 52, min: 40, rank: 3, sortable: true },
  { id: 'state', label: t('exchanges.state'), width: 112, min: 50, rank: 1, sortable: true },
  { id: 'messages', label: t('exchanges.messages'), width: 98, min: 56, rank: 2, align: 'end', sortable: true },
  { id: 'bytes', label: t('exchanges.bytes'), width: 66, min: 48, rank: 5, align: 'end', sortable: true },
  { id: 'duration', label: t('exchanges.duration'), width: 68, min: 50, rank: 6, align: 'end', sortable: true },
  { id: 'initiator', label: t('exchanges.initiator'), width: 128, min: 60, rank: 9, sortable: true },
  { id: 'activity', label: t('exchanges.activity'), width: 88, min: 60, rank: 8, sortable: true },
];

// Every English string of the panel, by screen. Another language is one more file of this type beside it.
import { breaking } from './en/break.ts';
import { details } from './en/details.ts';
import { exchange } from './en/exchange.ts';
import { logs } from './en/logs.ts';
import { panel } from './en/panel.ts';
import { play } from './en/play.ts';
import { replay } from './en/replay.ts';

export const en = { ...panel, ...logs, ...details, ...exchange, ...replay, ...play, ...breaking };

/** What every language must say. */
export type Dictionary = typeof en;

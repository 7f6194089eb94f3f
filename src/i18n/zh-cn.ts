// Every Simplified Chinese string of the panel, by screen. The words of web standards (readyState, fetch …) stay as they
// are in code.
import type { Dictionary } from './en.ts';
import { breaking } from './zh-cn/break.ts';
import { details } from './zh-cn/details.ts';
import { exchange } from './zh-cn/exchange.ts';
import { logs } from './zh-cn/logs.ts';
import { panel } from './zh-cn/panel.ts';
import { play } from './zh-cn/play.ts';
import { replay } from './zh-cn/replay.ts';

export const zhCn: Dictionary = { ...panel, ...logs, ...details, ...exchange, ...replay, ...play, ...breaking };

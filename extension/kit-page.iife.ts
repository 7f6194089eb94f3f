// The test kit's script in the page, run before its scripts: the hook, and in the relay's place a stand-in.
import { observe } from '../src/hook/observe.ts';
import { startRelay } from '../src/kit/page/relay.ts';

/** Name of the function that the test tool exposed. The build makes this file a function with this parameter. */
declare const EXPOSED: string;

const begin = startRelay(EXPOSED);
observe();
begin();

// Runs in the page's own world before any of its scripts.
import { observe } from '../src/hook/observe.ts';

observe();

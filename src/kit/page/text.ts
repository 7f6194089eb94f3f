// Facts as text: the test tools carry nothing but JSON out of a page. Written without `JSON.stringify` of objects, which
// would call a `toJSON` that the page may have given to arrays or objects. `unpack` of ../unpack.ts reads it.
import { apply, byteLength, isArray, isView, List, put, uncurry, viewOf } from '../../hook/natives.ts';
import { BYTES_KEY } from '../words.ts';

const { stringify } = JSON;
const { keys } = Object;
const { fromCharCode } = String;
const { btoa } = globalThis;
const join = uncurry(Array.prototype.join);
const subarray = uncurry(Uint8Array.prototype.subarray) as (bytes: Uint8Array, from: number, to: number) => Uint8Array;
const own = uncurry(Object.prototype.hasOwnProperty);

/** Arguments a call takes in every engine. */
const SLICE = 0x8000;

const [u8, u32, f64] = [Uint8Array, Uint32Array, Float64Array];

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0, length = byteLength(bytes); i < length; i += SLICE) {
    binary += apply(fromCharCode, null, subarray(bytes, i, i + SLICE) as unknown as number[]);
  }
  return btoa(binary);
}

const kindOf = (view: ArrayBufferView): string =>
  view instanceof f64 ? 'f64' : view instanceof u32 ? 'u32' : view instanceof u8 ? 'u8' : 'other';

/** Plain data and typed arrays, as JSON. Members that are undefined are left out. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return stringify(value) ?? 'null';
  if (isView(value)) {
    const bytes = viewOf(value as Uint8Array, 0, byteLength(value));
    return `{${stringify(BYTES_KEY)}:"${kindOf(value)}:${base64(bytes)}"}`;
  }
  const parts = new List<string>();
  if (isArray(value)) {
    for (let i = 0; i < value.length; i++) put(parts, textOf(value[i]));
    return `[${join(parts, ',')}]`;
  }
  const names = keys(value);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const member = own(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (member !== undefined) put(parts, `${stringify(name)}:${textOf(member)}`);
  }
  return `{${join(parts, ',')}}`;
}

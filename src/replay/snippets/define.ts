// Makes a snippet of a function that writes one: checks that it fits, and takes the secrets out before.
import { hidden } from './hidden.ts';
import type { Snippet, SnippetOptions, SnippetSource } from './source.ts';

/** What a writer must know beyond the source. */
export interface Writing extends SnippetOptions {
  /** Secrets stay in. */
  secrets: boolean;
}

interface Definition extends Pick<Snippet, 'id' | 'label' | 'language' | 'fits'> {
  answers?: boolean;
  write(source: SnippetSource, writing: Writing): string;
}

/** Without what the server sent: no secret needs to be looked for there. */
const asked = (source: SnippetSource): SnippetSource => ({
  ...source,
  response: source.response && { ...source.response, pieces: [] },
  messages: source.messages.filter(({ direction }) => direction === 'sent'),
});

/** @see Snippet */
export const defineSnippet = ({ write, answers = false, ...snippet }: Definition): Snippet => ({
  ...snippet,
  answers,
  make(source, options) {
    if (!snippet.fits(source)) throw new RangeError(`${snippet.label} cannot say this exchange: ${source.url}`);
    const { hide } = options;
    const said = answers ? source : asked(source);
    return write(hide ? hidden(said, hide) : said, { ...options, secrets: hide === null });
  },
});

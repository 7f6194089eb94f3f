// What there is to say of a file that is not as it should be: a code with its values for any language, and English.

/** A sentence for each code. Messages of the JSON parser and of the schema library stay as they are in any language. */
export const SENTENCES = {
  empty: () => 'The file is empty.',
  noObject: (head: string) => `A HAR file is a JSON object, but this begins with ${head}.`,
  noLog: () => 'The file is JSON, but has no `log`: it is no HAR file.',
  noEntries: () => '`log.entries` is no list: there is nothing to read.',
  archiveWithoutLog: () => 'This is a zip archive, but there is no .har file in it.',
  archiveUnreadable: (message: string) => `This zip archive cannot be read: ${message}`,
  newer: (version: string, format: string, ours: string) =>
    `The file was written by a newer Streamscope, version ${version} (format ${format}; this one reads up to ${ours}). Update Streamscope to open it.`,
  cut: () => 'The file ends in the middle.',
  cutAfter: () => 'The file ends in the middle: what comes before was read.',
  failed: (message: string) => `The file could not be read to its end (${message}): what comes before was read.`,
  nameWanted: (found: string) => `A member name in quotes was expected, but here is ${found}.`,
  valueWanted: (found: string) => `A value was expected, but here is ${found}.`,
  endWanted: (found: string) => `The end of what was open was expected, but here is ${found}.`,
  noJson: (message: string) => `This is no JSON: ${message}`,
  noString: (message: string) => `A text is no JSON string: ${message}`,
  tooDeep: (levels: string) => `A value is nested more than ${levels} levels deep: left out.`,
  tooLong: (size: string) => `A value is longer than ${size} MiB: left out.`,
  ownLog: (flaw: string) => `\`log._streamscope\` is not as it should be (${flaw}): left out.`,
  ownEntry: (flaw: string) =>
    `\`_streamscope\` is not as it should be (${flaw}): the entry was read as another tool's entry.`,
  noEntry: () => 'This is no entry: left out.',
  noUrl: () => 'The entry has no request with a `url`: left out.',
  messages: (count: string) => `Messages that cannot be read: ${count}. Only their places are kept.`,
  framing: (name: string) => `The framing ${name} of this entry is not known here.`,
  noBase64: () => 'A body of this entry is said to be base64 and is not.',
  lengths: () => 'A body of this entry is not as long as its pieces together.',
  beside: (file: string) =>
    `A body of this entry is in the file ${file}, which was not opened. Put it and the HAR file into one zip archive and open that.`,
  missing: (file: string) =>
    `A body of this entry should be in the file ${file}, which is not there, broken or too large.`,
} satisfies Record<string, (...values: string[]) => string>;

export type ProblemCode = keyof typeof SENTENCES;

/** What there is to say, without a language. */
export interface Said {
  code: ProblemCode;
  /** In the order in which the sentence takes them. */
  values: readonly string[];
}

export const said = (code: ProblemCode, ...values: string[]): Said => ({ code, values });

export const sentenceOf = ({ code, values }: Said): string =>
  (SENTENCES[code] as (...values: readonly string[]) => string)(...values);

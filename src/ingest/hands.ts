// What the panel does in one document for a person: brings actor, stage or gate in when asked for the first time, and
// carries commands and answers.
import type { Command, Guest, Outcome } from '../wire/act.ts';
import type { Acted, ToHook } from '../wire/envelope.ts';
import type { Link } from './link.ts';

/** The document, or the way to it, went away before it answered: nobody knows whether the command was obeyed. */
class Unreachable extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'Unreachable';
  }
}

interface Call {
  resolve(outcome: Outcome | null): void;
  reject(error: Error): void;
}

/** 96 random bits: nobody can guess it. */
const randomName = (): string => `_${[...crypto.getRandomValues(new Uint32Array(3))].join('_')}`;

export class Hands {
  readonly #document: string;
  readonly #link: () => Link | null;
  readonly #calls = new Map<string, Call>();
  readonly #equipped = new Map<Guest, Promise<void>>();
  #count = 0;

  constructor(document: string, link: () => Link | null) {
    this.#document = document;
    this.#link = link;
  }

  /**
   * Has actor, stage or gate in the document obey, in the order of the calls.
   *
   * @throws {Unreachable} where the document does not answer, or no longer
   */
  async act(command: Command): Promise<Outcome> {
    const guest: Guest = command.do === 'play' ? 'stage' : command.do === 'gate' ? 'gate' : 'actor';
    let equipped = this.#equipped.get(guest);
    if (!equipped) {
      equipped = this.#equip(guest);
      this.#equipped.set(guest, equipped);
      // A document that could not be reached now may be so later.
      equipped.catch(() => this.#equipped.delete(guest));
    }
    await equipped;
    const call = `${++this.#count}`;
    const outcome = await this.#ask(call, { type: 'act', document: this.#document, call, command });
    return outcome ?? {};
  }

  async #equip(guest: Guest): Promise<void> {
    const name = randomName();
    await this.#ask(name, { type: 'lend', document: this.#document, name });
    const link = this.#link();
    const taken = (await link?.inject?.(name, guest)) ?? false;
    if (!taken) throw new Unreachable(`the ${guest} could not be brought into the page`);
  }

  #ask(call: string, message: ToHook): Promise<Outcome | null> {
    const link = this.#link();
    if (!link) return Promise.reject(new Unreachable('the page does not answer'));
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      link.post(message);
    });
  }

  /** An answer has come. */
  heard({ call, outcome }: Acted): void {
    this.#calls.get(call)?.resolve(outcome);
    this.#calls.delete(call);
  }

  /** The document, or the way to it, is gone: no answer will come. */
  lost(): void {
    const error = new Unreachable('the page went away before it answered');
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}

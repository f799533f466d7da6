/** Which encoder turns a corpus's texts and queries into vectors. */
import type { Account } from './accounts/account.ts';
import { invalidField } from './errors.ts';
import type { Encoder } from './retrieval/encoder/encoder.ts';

/** The encoder of a corpus that names none (reference corpora §2.4). */
export const PLATFORM_ENCODER = { id: 'enc_1', name: 'boomerang-2023-q3' };

export function createEncoders() {
  let loading: Promise<Encoder> | undefined;
  /** 16 MB and tens of milliseconds, so only when something is indexed or searched. */
  const platform = () =>
    (loading ??= import('./retrieval/encoder/load-static-encoder.ts').then((m) => m.loadStaticEncoder()));

  return {
    /** One int8 vector for each text, one after another. */
    async encode(
      _account: Account,
      _encoderName: string,
      texts: readonly string[],
      _signal: AbortSignal,
    ): Promise<Int8Array> {
      const encoder = await platform();
      const vectors = new Int8Array(texts.length * encoder.dimensions);
      for (const [index, text] of texts.entries()) vectors.set(encoder.encode(text), index * encoder.dimensions);
      return vectors;
    },

    choose(_account: Account, { encoder_name, encoder_id }: { encoder_name?: string; encoder_id?: string }): string {
      if (encoder_name !== undefined && encoder_name !== PLATFORM_ENCODER.name) {
        throw invalidField('body.encoder_name', `"${encoder_name}" is not the name of an encoder.`);
      }
      if (encoder_name === undefined && encoder_id !== undefined && encoder_id !== PLATFORM_ENCODER.id) {
        throw invalidField('body.encoder_id', `"${encoder_id}" is not the id of an encoder.`);
      }
      return PLATFORM_ENCODER.name;
    },

    idOf: (_account: Account, name: string): string | undefined =>
      name === PLATFORM_ENCODER.name ? PLATFORM_ENCODER.id : undefined,
  };
}

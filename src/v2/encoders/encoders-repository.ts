import { perAccount } from '../../accounts/account.ts';
import type { EncoderRecord } from './encoder-record.ts';

interface Row {
  id: number;
  name: string;
  description: string;
  type: EncoderRecord['type'];
  uri: string;
  model: string;
  asked_dimensions: number | null;
  output_dimensions: number;
  auth: string | null;
  image_encoding: number;
}

/** The encoders that one account registered. Nothing changes or deletes one, so they are kept in memory too. */
export const encodersOf = perAccount(({ db, now }) => {
  const insert = db.prepare(
    `INSERT INTO encoders (name, description, type, uri, model, asked_dimensions, output_dimensions, auth,
       image_encoding, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const select = db.prepare('SELECT * FROM encoders ORDER BY id');

  let encoders = (select.all() as Row[]).map(fromRow);

  return {
    /** In order of creation. */
    list: (): readonly EncoderRecord[] => encoders,

    findByName: (name: string): EncoderRecord | undefined => encoders.find((encoder) => encoder.name === name),

    create(encoder: Omit<EncoderRecord, 'id'>): EncoderRecord {
      const row = insert.get(
        encoder.name,
        encoder.description,
        encoder.type,
        encoder.uri,
        encoder.model,
        encoder.askedDimensions ?? null,
        encoder.outputDimensions,
        encoder.auth ? JSON.stringify(encoder.auth) : null,
        Number(encoder.imageEncoding),
        now(),
      ) as Row;
      const record = fromRow(row);
      encoders = [...encoders, record];
      return record;
    },
  };
});

const fromRow = (row: Row): EncoderRecord => ({
  id: `enc_${row.id}`,
  name: row.name,
  description: row.description,
  type: row.type,
  uri: row.uri,
  model: row.model,
  askedDimensions: row.asked_dimensions ?? undefined,
  outputDimensions: row.output_dimensions,
  auth: row.auth === null ? undefined : JSON.parse(row.auth),
  imageEncoding: row.image_encoding === 1,
});

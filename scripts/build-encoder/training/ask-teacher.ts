import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTeacher, TEACHER_DIMENSIONS, type Teacher } from '../use-lite/use-lite.ts';
import type { RowVectors } from '../vectors/row-vectors.ts';

/**
 * The teacher's unit vectors of `texts`. Takes 2 to 6 ms a text, so what it said is kept in `cache`, by the texts'
 * hash: a build that changes later stages does not ask again.
 */
export function createCachedTeacher(cache: string, log: (line: string) => void) {
  let teacher: Teacher | undefined;
  return (name: string, texts: readonly string[]): RowVectors => {
    const key = createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
    const file = join(cache, `${name}-${key}.f32`);
    if (!existsSync(file)) {
      teacher ??= createTeacher();
      let reported = 0;
      const values = teacher.embed(texts, (done) => {
        if (done - reported < 20_000 && done < texts.length) return;
        reported = done;
        log(`  ${name}: ${done} of ${texts.length}`);
      });
      mkdirSync(cache, { recursive: true });
      writeFileSync(`${file}.part`, new Uint8Array(values.buffer));
      renameSync(`${file}.part`, file);
    }
    const bytes = readFileSync(file);
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return { count: texts.length, dimensions: TEACHER_DIMENSIONS, values };
  };
}

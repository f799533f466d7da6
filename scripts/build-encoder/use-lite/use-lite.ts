// Universal Sentence Encoder Lite, re-implemented for the build: embedding + sinusoid, two pre-norm transformer layers
// (256 → 512, then 512), mean over tokens, dense + tanh, L2 norm. Texts are run in groups, so that the matrix products
// are large; attention stays within each text.
import { MatrixMultiply, type Weights } from './matrix-multiply.ts';
import { readUseLite } from './model-weights.ts';
import { createPieceTokenizer } from './sentence-pieces.ts';

export const TEACHER_DIMENSIONS = 512;
const EMBEDDING = 256;
const HIDDEN = 1536;
const HEADS = 4;
const MAXIMUM_TOKENS = 128;
const GROUP_TOKENS = 256;

interface Layer {
  width: number;
  attentionNorm: [Float32Array, Float32Array];
  feedForwardNorm: [Float32Array, Float32Array];
  queryKeyValue: Weights;
  output: Weights;
  residual: Weights | undefined;
  expand: Weights;
  contract: Weights;
}

export interface Teacher {
  /** Unit vectors of 512 floats, one after the other, in the order of `texts`. Only the first 128 pieces count. */
  embed(texts: readonly string[], onProgress?: (done: number) => void): Float32Array;
}

/** Loads the model (28 MB) and prepares its weights. */
export function createTeacher(): Teacher {
  const files = readUseLite();
  const tokenize = createPieceTokenizer(files.vocabulary);
  const multiply = new MatrixMultiply(96 * 1024 * 1024);
  const { floats } = multiply;
  const embeddings = files.tensor('module/Embeddings_en');
  const frequencies = files.tensor('TimingSignal/ExpandDims_1');
  const layers = [0, 1].map((index): Layer => {
    const at = `Layer_${index}/TransformerLayer`;
    const width = index === 0 ? EMBEDDING : TEACHER_DIMENSIONS;
    const weights = (kernel: string, bias: string, inner: number, columns: number) =>
      multiply.addWeights(files.tensor(at, kernel), files.tensor(at, bias), inner, columns);
    const norm = (part: string): [Float32Array, Float32Array] => [
      files.tensor(`${at}/${part}`, 'layer_norm_scale'),
      files.tensor(`${at}/${part}`, 'layer_norm_bias'),
    ];
    return {
      width,
      attentionNorm: norm('layer_prepostprocess'),
      feedForwardNorm: norm('FFN/layer_prepostprocess'),
      queryKeyValue: weights('qkv_transform_single/kernel', 'qkv_transform_single/bias', width, width * 3),
      output: weights('output_transform_single/kernel', 'output_transform_single/bias', width, TEACHER_DIMENSIONS),
      residual: index === 0 ? weights('dense/kernel', 'dense/bias', EMBEDDING, TEACHER_DIMENSIONS) : undefined,
      expand: weights('FFN/conv1/Tensordot/Reshape_1', 'FFN/conv1/bias', TEACHER_DIMENSIONS, HIDDEN),
      contract: weights('FFN/conv2/Tensordot/Reshape_1', 'FFN/conv2/bias', HIDDEN, TEACHER_DIMENSIONS),
    };
  });
  const final = multiply.addWeights(
    files.tensor('tanh_layer_0/weights'),
    files.tensor('tanh_layer_0/bias'),
    TEACHER_DIMENSIONS,
    TEACHER_DIMENSIONS,
  );
  const buffer = () => multiply.reserve((GROUP_TOKENS + MAXIMUM_TOKENS + 4) * HIDDEN);
  const [state, normal, wide, mixed, skip] = [buffer(), buffer(), buffer(), buffer(), buffer()];

  function layerNorm(
    from: number,
    to: number,
    rows: number,
    width: number,
    [scale, bias]: [Float32Array, Float32Array],
  ) {
    for (let row = 0; row < rows; row++) {
      const at = from + row * width;
      let sum = 0;
      for (let i = 0; i < width; i++) sum += floats[at + i]!;
      const mean = sum / width;
      let squares = 0;
      for (let i = 0; i < width; i++) squares += (floats[at + i]! - mean) ** 2;
      const factor = 1 / Math.sqrt(squares / width + 1e-6);
      for (let i = 0; i < width; i++)
        floats[to + row * width + i] = (floats[at + i]! - mean) * factor * scale[i]! + bias[i]!;
    }
  }

  function attend(first: number, count: number, width: number) {
    const size = width / HEADS;
    const scale = 1 / Math.sqrt(size);
    const scores = new Float32Array(count);
    for (let head = 0; head < HEADS; head++) {
      for (let row = 0; row < count; row++) {
        const query = wide + (first + row) * width * 3 + head * size;
        let highest = Number.NEGATIVE_INFINITY;
        for (let other = 0; other < count; other++) {
          const key = wide + (first + other) * width * 3 + width + head * size;
          let dot = 0;
          for (let i = 0; i < size; i++) dot += floats[query + i]! * floats[key + i]!;
          scores[other] = dot * scale;
          if (scores[other]! > highest) highest = scores[other]!;
        }
        let total = 0;
        for (let other = 0; other < count; other++) {
          scores[other] = Math.exp(scores[other]! - highest);
          total += scores[other]!;
        }
        const out = mixed + (first + row) * width + head * size;
        floats.fill(0, out, out + size);
        for (let other = 0; other < count; other++) {
          const weight = scores[other]! / total;
          const value = wide + (first + other) * width * 3 + 2 * width + head * size;
          for (let i = 0; i < size; i++) floats[out + i]! += weight * floats[value + i]!;
        }
      }
    }
  }

  function runGroup(group: readonly number[][], out: Float32Array, outAt: number) {
    let rows = 0;
    for (const ids of group) {
      ids.forEach((id, position) => {
        const at = state + rows++ * EMBEDDING;
        for (let i = 0; i < EMBEDDING / 2; i++) {
          const angle = Math.fround(position * frequencies[i]!);
          floats[at + i] = 2 * embeddings[id * EMBEDDING + i]! + Math.sin(angle);
          const j = EMBEDDING / 2 + i;
          floats[at + j] = 2 * embeddings[id * EMBEDDING + j]! + Math.cos(angle);
        }
      });
    }
    for (const layer of layers) {
      const { width } = layer;
      layerNorm(state, normal, rows, width, layer.attentionNorm);
      multiply.multiply(normal, rows, layer.queryKeyValue, wide);
      let first = 0;
      for (const ids of group) {
        attend(first, ids.length, width);
        first += ids.length;
      }
      multiply.multiply(mixed, rows, layer.output, normal);
      if (layer.residual) multiply.multiply(state, rows, layer.residual, skip);
      else floats.copyWithin(skip, state, state + rows * TEACHER_DIMENSIONS);
      for (let i = 0; i < rows * TEACHER_DIMENSIONS; i++) floats[state + i] = floats[normal + i]! + floats[skip + i]!;
      layerNorm(state, normal, rows, TEACHER_DIMENSIONS, layer.feedForwardNorm);
      multiply.multiply(normal, rows, layer.expand, wide, true);
      multiply.multiply(wide, rows, layer.contract, normal);
      for (let i = 0; i < rows * TEACHER_DIMENSIONS; i++) floats[state + i]! += floats[normal + i]!;
    }
    let first = 0;
    floats.fill(0, mixed, mixed + (group.length + 4) * TEACHER_DIMENSIONS);
    group.forEach((ids, text) => {
      const mean = mixed + text * TEACHER_DIMENSIONS;
      for (let row = 0; row < ids.length; row++) {
        const at = state + (first + row) * TEACHER_DIMENSIONS;
        for (let i = 0; i < TEACHER_DIMENSIONS; i++) floats[mean + i]! += floats[at + i]! / ids.length;
      }
      first += ids.length;
    });
    multiply.multiply(mixed, group.length, final, normal);
    for (let text = 0; text < group.length; text++) {
      const at = normal + text * TEACHER_DIMENSIONS;
      let squares = 0;
      for (let i = 0; i < TEACHER_DIMENSIONS; i++) {
        floats[at + i] = Math.tanh(floats[at + i]!);
        squares += floats[at + i]! ** 2;
      }
      const factor = 1 / Math.sqrt(squares || 1);
      for (let i = 0; i < TEACHER_DIMENSIONS; i++)
        out[outAt + text * TEACHER_DIMENSIONS + i] = floats[at + i]! * factor;
    }
  }

  return {
    embed(texts, onProgress) {
      const out = new Float32Array(texts.length * TEACHER_DIMENSIONS);
      let group: number[][] = [];
      let tokens = 0;
      let done = 0;
      const flush = () => {
        runGroup(group, out, done * TEACHER_DIMENSIONS);
        done += group.length;
        onProgress?.(done);
        group = [];
        tokens = 0;
      };
      for (const text of texts) {
        const ids = tokenize(text).slice(0, MAXIMUM_TOKENS);
        group.push(ids);
        tokens += ids.length;
        if (tokens >= GROUP_TOKENS) flush();
      }
      if (group.length > 0) flush();
      return out;
    },
  };
}

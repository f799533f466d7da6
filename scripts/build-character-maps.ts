/**
 * Packs the character maps of pdf.js into `assets/pdf-character-maps.zip`, from the folder `cmaps` of its npm package:
 * `npm pack pdfjs-dist && tar xzf pdfjs-dist-*.tgz && node scripts/build-character-maps.ts package/cmaps`
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const folder = process.argv[2];
if (!folder) throw new Error('usage: build-character-maps.ts FOLDER');
const maps = readdirSync(folder).toSorted();
const entries = Object.fromEntries(maps.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
const packed = zipSync(entries, { level: 9, mtime: '2020-01-01' });
writeFileSync(join(import.meta.dirname, '../assets/pdf-character-maps.zip'), packed);
console.log(`${maps.length} maps in ${packed.length} bytes`);

import { type Refusal, refuse } from './refusal.js';

const largestFile = 1024 * 1024;
const binaryProbe = 8 * 1024;

/** Text of a file that may be edited, its byte order mark kept; a refusal for what is no plain text. */
export function decodeEditable(bytes: Uint8Array, file: string): string | Refusal {
  if (bytes.length > largestFile) return refuse('too-large', file, `${file} is larger than 1 MB`);
  if (bytes.subarray(0, binaryProbe).includes(0)) return refuse('binary', file, `${file} is a binary file`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('not-utf8', file, `${file} is not UTF-8`);
  }
  return /^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)
    ? refuse('lfs-pointer', file, `${file} is kept in Git LFS`)
    : text;
}

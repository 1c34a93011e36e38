import { TextDecoder } from 'node:util';
import { looksLikeUtf16 } from './detect-binary.js';

/** Characters kept of one line; the rest of a longer line is dropped (one-line logs of 200 MB exist). */
export const maxLineChars = 64 * 1024;
/** Enough for that many characters of UTF-8. */
const maxHeldBytes = 4 * maxLineChars;
const sniffBytes = 4;
/** A block is about this long: larger strings outlive the lines that are cut from them. */
const blockBytes = 64 * 1024;
const lineFeed = 10;

/** Whole lines; only the last block of a log may lack its line break. */
export interface Block {
  text: string;
  /** When given, `text` holds these bytes one a character and lines beyond ASCII must be decoded from them. */
  bytes?: Buffer;
}

interface BlockReader {
  push(bytes: Buffer): Block[];
  /** What came after the last line break. */
  finish(): Block;
}

/**
 * Cuts a byte stream into blocks of whole lines. The byte order mark stays in. UTF-16LE is recognised from
 * the first bytes; all else is UTF-8.
 */
export async function* decodeBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  let reader: BlockReader | undefined;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    let bytes: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!reader) {
      bytes = head.length > 0 ? Buffer.concat([head, bytes]) : bytes;
      head = bytes;
      if (bytes.length < sniffBytes) continue;
      reader = looksLikeUtf16(bytes) ? new Utf16Blocks() : new Utf8Blocks();
    }
    yield* reader.push(bytes);
  }
  const rest = reader ? reader.finish() : blockOf(head);
  if (rest.text !== '') yield rest;
}

/** Most lines of most logs are ASCII: as bytes they are read several times faster than decoded. */
const blockOf = (bytes: Buffer): Block => ({ text: bytes.toString('latin1'), bytes });

/** Cuts before anything is decoded: the byte of a line feed is never part of another character. */
class Utf8Blocks implements BlockReader {
  private held: Buffer[] = [];
  private heldBytes = 0;

  push(bytes: Buffer): Block[] {
    const blocks: Block[] = [];
    let from = 0;
    if (this.heldBytes > 0) {
      from = bytes.indexOf(lineFeed) + 1;
      this.hold(from === 0 ? bytes : bytes.subarray(0, from - 1));
      if (from === 0) return blocks;
      this.held.push(Buffer.of(lineFeed));
      blocks.push(this.finish());
    }
    const end = Math.max(from, bytes.lastIndexOf(lineFeed) + 1);
    while (from < end) {
      const next = bytes.indexOf(lineFeed, Math.min(from + blockBytes, end - 1)) + 1;
      blocks.push(blockOf(bytes.subarray(from, next)));
      from = next;
    }
    this.hold(bytes.subarray(end));
    return blocks;
  }

  finish(): Block {
    const [only, ...more] = this.held;
    this.held = [];
    this.heldBytes = 0;
    return blockOf(only && more.length === 0 ? only : Buffer.concat(only ? [only, ...more] : []));
  }

  private hold(bytes: Buffer): void {
    const kept = bytes.subarray(0, Math.max(0, maxHeldBytes - this.heldBytes));
    if (kept.length === 0) return;
    this.held.push(kept);
    this.heldBytes += kept.length;
  }
}

class Utf16Blocks implements BlockReader {
  private readonly decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  private rest = '';

  push(bytes: Buffer): Block[] {
    const text = this.rest + this.decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    this.rest = text.slice(end, end + maxLineChars);
    return end > 0 ? [{ text: text.slice(0, end) }] : [];
  }

  finish(): Block {
    return { text: this.rest + this.decoder.decode() };
  }
}

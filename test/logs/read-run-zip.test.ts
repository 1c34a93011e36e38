import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRunZip } from '../../src/logs/index.js';
import { type ZipFile, zip64Of, zipOf } from './zip-of.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cifix-zip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function logsOf(content: Buffer): Promise<{ job: string; step: string | undefined; text: string }[]> {
  const path = join(folder, 'run.zip');
  await writeFile(path, content);
  const logs = [];
  for await (const { job, step, bytes } of readRunZip(path)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    logs.push({ job, step, text: Buffer.concat(chunks).toString() });
  }
  return logs;
}

const file = (name: string, content: string | Buffer, more: Partial<ZipFile> = {}): ZipFile => ({
  name,
  content,
  ...more,
});

function withoutEnd64(archive: Buffer): Buffer {
  const broken = Buffer.from(archive);
  broken.fill(0, broken.lastIndexOf('PK\x06\x07', undefined, 'latin1'), broken.length - 22);
  return broken;
}

describe('readRunZip', () => {
  it('reads the file of each whole job, in their order, and not its steps again', async () => {
    const logs = await logsOf(
      zipOf([
        file('build/1_Set up job.txt', 'part'),
        file('10_lint.txt', 'lint log', { stored: true }),
        file('2_build.txt', 'build log'),
        file('build/system.txt', 'waiting'),
      ]),
    );
    expect(logs).toEqual([
      { job: 'build', step: undefined, text: 'build log' },
      { job: 'lint', step: undefined, text: 'lint log' },
    ]);
  });

  it('reads the steps by their number where a job has no file of its own', async () => {
    const logs = await logsOf(
      zipOf([
        file('test/10_Run b.txt', 'b'),
        file('test/2_Run a.txt', 'a'),
        file('test/system.txt', 'x'),
        file('0_build.txt', 'whole'),
      ]),
    );
    expect(logs.map(({ job, step, text }) => [job, step, text])).toEqual([
      ['build', undefined, 'whole'],
      ['test', 'Run a', 'a'],
      ['test', 'Run b', 'b'],
    ]);
  });

  it('knows the folder of a job whose long name was cut', async () => {
    const job = `matrix (${'x'.repeat(120)})`;
    const logs = await logsOf(
      zipOf([file(`0_${job}.txt`, 'whole'), file(`${job.slice(0, 90)}/1_Set up job.txt`, 'part')]),
    );
    expect(logs.map((log) => log.text)).toEqual(['whole']);
  });

  it('passes a large log on in pieces', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefghi\n');
    const [log] = await logsOf(zipOf([file('0_build.txt', content)]));
    expect(log?.text.length).toBe(content.length);
  });

  it('reads an archive with sizes of 64 bits', async () => {
    const logs = await logsOf(zip64Of('0_build.txt', 'build log'));
    expect(logs).toEqual([{ job: 'build', step: undefined, text: 'build log' }]);
  });

  it.each([
    ['damaged', zip64Of('0_build.txt', 'x', { directoryAt: 0xffffffffffffn })],
    ['damaged', zip64Of('0_build.txt', 'x', { directoryAt: 0xffffffffffffffffn })],
    // Without its end record of 64 bits nothing says where the directory is.
    ['damaged', withoutEnd64(zip64Of('0_build.txt', 'x'))],
    ['more than it declares', zipOf([file('0_a.txt', 'x'.repeat(5000), { declaredSize: 10 })])],
    [
      '4 GiB',
      zipOf([
        file('0_a.txt', 'x', { declaredSize: 0xfffffffe }),
        file('1_b.txt', 'x', { declaredSize: 0xfffffffe }),
      ]),
    ],
    ['encrypted', zipOf([file('0_a.txt', 'x', { flags: 1 })])],
    ['no zip archive', Buffer.from('PK\x03\x04 and no more', 'latin1')],
    ['no zip archive', Buffer.from('x')],
    ['without job logs', zipOf([file('readme.md', 'x'), file('../../0_evil/../x.txt', 'x')])],
    ['damaged', zipOf([file('0_a.txt', Buffer.alloc(9000, 'log line\n'))]).fill(0xff, 40, 60)],
    ['damaged', zipOf([file('0_a.txt', 'x')]).subarray(20)],
  ])('refuses an archive that is or holds: %s', async (complaint, content) => {
    await expect(logsOf(content)).rejects.toMatchObject({
      code: 'log-useless',
      message: expect.stringContaining(complaint),
    });
  });
});

import { z } from 'zod';
import type { Client } from './create-client.js';
import { named } from './named.js';
import { readBody } from './wire.js';

const WireContent = z.object({ content: z.string(), encoding: z.string() });
const WireFolder = z.array(z.object({ type: z.string(), path: z.string(), size: z.number().default(0) }));

/** A file of the repository at a commit. */
export interface ListedFile {
  path: string;
  sizeBytes: number;
}

/** Content of a file at a commit; undefined when there is none. */
export async function readFile(
  request: Client['request'],
  repo: string,
  { path, ref }: { path: string; ref: string },
): Promise<string | undefined> {
  const response = await requestContents(request, repo, { path, ref });
  if (response.status === 404) return undefined;
  const { content, encoding } = readBody(WireContent, response, path);
  return encoding === 'base64' ? Buffer.from(content, 'base64').toString('utf8') : content;
}

/** The files right in a folder at a commit; none when there is no such folder. */
export async function listFiles(
  request: Client['request'],
  repo: string,
  { path, ref }: { path: string; ref: string },
): Promise<ListedFile[]> {
  const response = await requestContents(request, repo, { path, ref });
  if (response.status === 404) return [];
  // Of a file GitHub answers with an object: a repository may have a file of the folder's name.
  const entries = readBody(z.union([WireFolder, z.looseObject({})]), response, path);
  return Array.isArray(entries)
    ? entries
        .filter(({ type }) => type === 'file')
        .map((entry) => ({ path: entry.path, sizeBytes: entry.size }))
    : [];
}

const requestContents = (
  request: Client['request'],
  repo: string,
  { path, ref }: { path: string; ref: string },
) =>
  request(
    'GET /repos/{owner}/{repo}/contents/{+path}',
    { ...named(repo), path: path.split('/').map(encodeURIComponent).join('/'), ref },
    { accept: [404] },
  );

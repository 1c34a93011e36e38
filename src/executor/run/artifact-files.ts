import { join, posix } from 'node:path';

import picomatch from 'picomatch';

import type { JobRun } from './job-run.js';
import { type Folder, walkFiles } from './walk-files.js';
import { foldersOf } from './work-root.js';

export interface ArtifactFiles {
  /** Absolute, as the job sees them. */
  files: string[];
  /** Folder that the names within the artifact start from. */
  root: string;
}

/** What the `path` of an upload names: files, folders, patterns, one a line; `!` leaves out. */
export function findArtifactFiles(
  job: JobRun,
  written: string,
  { hidden }: { hidden: boolean },
): ArtifactFiles {
  const home = join(job.workspace.scratch, 'home');
  const lines = written.split(/\r?\n/).map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const absolute = (pattern: string): string =>
    posix.resolve(job.root, pattern.replace(/^~(?=\/|$)/, home)).replace(/(.)\/+$/, '$1');
  const wanted = patterns.filter((line) => !line.startsWith('!')).map(absolute);
  const unwanted = patterns.filter((line) => line.startsWith('!')).map((line) => absolute(line.slice(1)));
  const starts = outermost(wanted.map(searchPath));
  const [includes, excludes] = [matcher(wanted), matcher(unwanted)];
  const files = [...walkFiles(placesOf(job, starts))]
    .map(({ path }) => path)
    .filter((path) => includes(path) && !excludes(path) && (hidden || !isHidden(path, starts)));
  const [only] = starts;
  const isOneFile = starts.length === 1 && files.length === 1 && files[0] === only;
  return { files, root: isOneFile ? posix.dirname(only ?? '') : commonFolder(starts) };
}

/** GITHUB_WORKSPACE and, where something of it is asked for, the runner's temporary folder. */
function placesOf(job: JobRun, starts: readonly string[]): Folder[] {
  const folders = foldersOf(job).map(({ onHost, at }) => ({ onHost, at: join(job.root, at) }));
  const others = [job.runner.temp ?? '', join(job.workspace.scratch, 'home')];
  const asked = others.filter((folder) => starts.some((start) => isWithin(start, folder)));
  return [...folders, ...asked.map((folder) => ({ onHost: folder, at: folder }))];
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** A pattern that names a folder stands for everything below it. */
function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  return picomatch([...patterns, ...patterns.map((pattern) => `${pattern}/**`)], { dot: true });
}

/** The folders before the first wildcard: what the search starts from, and the names in the artifact, too. */
function searchPath(pattern: string): string {
  const segments = pattern.split('/');
  const wild = segments.findIndex((segment) => /[*?[\]]/.test(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join('/') || '/';
}

const outermost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((path, _index, all) => !all.some((one) => one !== path && isWithin(path, one)));

/** Files and folders whose name starts with a dot are left out, unless the upload names them itself. */
function isHidden(path: string, starts: readonly string[]): boolean {
  const start = starts.find((one) => isWithin(path, one)) ?? '';
  return path
    .slice(start.length)
    .split('/')
    .some((segment) => segment.startsWith('.'));
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'));
  const end = first.findIndex((segment, index) => others.some((other) => other[index] !== segment));
  return (end < 0 ? first : first.slice(0, end)).join('/') || '/';
}

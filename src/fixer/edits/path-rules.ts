/** Characters that some file systems drop from names, so that they hide a name that is guarded. */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

const longestPath = 1_024;
const longestName = 255;

interface NameRule {
  breaks(path: string, segments: string[]): boolean;
  says: string;
}

const rules: readonly NameRule[] = [
  { breaks: (path) => path === '' || path.length > longestPath, says: 'is empty or too long' },
  { breaks: (path) => /\p{Cc}/u.test(path), says: 'holds control characters' },
  {
    breaks: (path) => /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/.test(path),
    says: 'holds invisible characters',
  },
  { breaks: (path) => path.includes('\\'), says: 'holds a backslash' },
  { breaks: (path) => path.startsWith('/') || /^[A-Za-z]:/.test(path), says: 'is absolute' },
  { breaks: (path) => path.startsWith('~'), says: 'starts with ~' },
  {
    breaks: (_, segments) => segments.some((s) => s === '' || s === '.' || s === '..'),
    says: 'holds an empty, . or .. part',
  },
  {
    breaks: (_, segments) => segments.some((s) => s.length > longestName),
    says: 'holds a part that is too long',
  },
  { breaks: (_, segments) => segments.some(isGitDirectory), says: 'leads into .git' },
  {
    breaks: (_, segments) => /^\.git(modules|attributes)$/.test(plainName(segments.at(-1) ?? '')),
    says: 'is a file that steers git itself',
  },
];

/** What is wrong with a path as text; undefined when it may name a file of the project. */
export function pathFault(path: string): string | undefined {
  const segments = path.split('/');
  return rules.find((rule) => rule.breaks(path, segments))?.says;
}

/** A name as a file system would see it that ignores case, invisible signs, trailing dots and stream suffixes. */
const plainName = (segment: string): string =>
  segment
    .normalize('NFKC')
    .replace(ignorable, '')
    .toLowerCase()
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '');

const isGitDirectory = (segment: string): boolean => /^(\.git|git~\d+)$/.test(plainName(segment));

/** What one summary tells; what it leaves out is not known. */
export interface Summary {
  total?: number;
  passed?: number;
  failed?: number;
  skipped?: number;
}

/** Reads a log line by line and tells at the end what summaries there were. */
export interface SummaryReader {
  read(line: string): void;
  end(): Summary[];
}

type Kind = keyof Summary;

/** What the words of the runners stand for. Retried tests that passed in the end have passed. */
const kinds: Readonly<Record<string, Kind>> = {
  ...of('passed', 'passed pass passing succeeded successful xpassed flaky'),
  ...of('failed', 'failed fail failing failure failures error errors cancelled interrupted'),
  ...of('skipped', 'skipped skip skips pending pendings ignored todo omissions incomplete xfailed canceled'),
  ...of('total', 'total'),
};
const known = Object.keys(kinds).join('|');
/** `3 failed`, `Failed: 3`, `failures=3`, `failed 3`. */
const pair = new RegExp(
  `(\\d+) (?:tests? )?(${known})\\b|\\b(${known})(?:: *|=)(\\d+)|\\b(${known}) +(\\d+)(?=,|$)`,
  'gi',
);

export function words(line: string): Summary {
  const summary: Summary = {};
  const text = line
    .replaceAll('expected failures=', 'xfailed=')
    .replaceAll('unexpected successes=', 'failed=');
  for (const [, n1, word1, word2, n2, word3, n3] of text.matchAll(pair)) {
    const kind = kinds[(word1 ?? word2 ?? word3 ?? '').toLowerCase()];
    if (kind) summary[kind] = (summary[kind] ?? 0) + Number(n1 ?? n2 ?? n3);
  }
  return summary;
}

/** A summary that stands on one line; `need` stands in every such line. */
export function perLine(need: string, pattern: RegExp, read: (line: string) => Summary): SummaryReader {
  const found: Summary[] = [];
  return {
    read(line) {
      if (!line.includes(need)) return;
      const match = pattern.exec(line);
      if (!match) return;
      const total = match.groups?.total;
      found.push({ ...read(line), ...(total !== undefined && { total: Number(total) }) });
    },
    end: () => found,
  };
}

/** For runners that tell the same tests several times: only the summary of most tests counts. */
export const largest = (reader: SummaryReader): SummaryReader => ({
  read: reader.read,
  end: () =>
    reader
      .end()
      .sort((a, b) => (b.total ?? 0) - (a.total ?? 0))
      .slice(0, 1),
});

const nearby = 12;

/** A summary that begins with its total and goes on with a line for each kind. */
export function inBlocks(start: RegExp, item: RegExp): SummaryReader {
  const found: Summary[] = [];
  let left = 0;
  return {
    read(line) {
      const total = start.exec(line)?.[1];
      const last = found.at(-1);
      if (total !== undefined) {
        found.push({ total: Number(total) });
        left = nearby;
      } else if (left-- > 0 && last && item.test(line)) {
        const { total: _, ...parts } = words(line);
        for (const [kind, count] of Object.entries(parts))
          last[kind as Kind] = (last[kind as Kind] ?? 0) + count;
      }
    },
    end: () => found,
  };
}

/** Names of failed tests may stand between the lines of such a summary. */
const longestGap = 80;

/**
 * A summary with a line for each kind, in any order, the word in the second group; it counts only with a
 * line that fits `sure`.
 */
export function inLists(sure: RegExp, item: RegExp): SummaryReader {
  const found: Summary[] = [];
  let open: Summary = {};
  const seen = new Set<string>();
  let isSure = false;
  let gap = 0;
  const close = (): void => {
    if (isSure && Object.keys(open).length > 0) found.push(open);
    open = {};
    seen.clear();
    isSure = false;
  };
  return {
    read(line) {
      if (++gap > longestGap) close();
      const word = item.exec(line)?.[2];
      if (word !== undefined) {
        if (seen.has(word)) close();
        seen.add(word);
        const counts = words(line.replace('did not run', 'skipped'));
        for (const [kind, count] of Object.entries(counts))
          open[kind as Kind] = (open[kind as Kind] ?? 0) + count;
        gap = 0;
      }
      if (sure.test(line)) isSure = true;
    },
    end() {
      close();
      return found;
    },
  };
}

function of(kind: Kind, list: string): Record<string, Kind> {
  return Object.fromEntries(list.split(' ').map((word) => [word, kind]));
}

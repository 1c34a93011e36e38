export interface StreamPrefix {
  stream: string;
  length: number;
}

interface PrefixKind {
  /** Seen in a line of the step, it says that the lines after it may carry this prefix. */
  announcedBy: RegExp;
  pattern: RegExp;
}

/** How tools that run several commands at once mark whose line it is. */
const kinds: readonly PrefixKind[] = [
  { announcedBy: /\bturbo\b|Packages in scope/, pattern: /^(@?[\w./-]+:[\w.:-]+): ?/ },
  { announcedBy: /\bconcurrently\b|npm-run-all|run-p\b/, pattern: /^\[([A-Za-z0-9][\w.:/-]*)\] ?/ },
  { announcedBy: /docker[ -]compose|^Attaching to /, pattern: /^([A-Za-z][\w.-]*) +\| ?/ },
  { announcedBy: /\blerna\b/, pattern: /^(@?[\w./-]+): / },
  {
    announcedBy: /workspace projects?|pnpm (?:-r|--recursive|run -r)/,
    pattern: /^([\w@./-]+ [\w:.-]+)(?:: |\$ )/,
  },
  { announcedBy: /\bmelos\b/, pattern: /^\[([A-Za-z_][\w.-]*)\]: ?/ },
  { announcedBy: /workspaces foreach|\bwsrun\b/, pattern: /^(?:➤ YN0000: )?\[([^\]\s]+)\]: ?/ },
];
/** Only lines that begin like this can announce: echoes of npm, summaries, script lines and `+ cmd` traces. */
const announcers = new Set([...'>•AS$+lmnpydtc/'].map((character) => character.charCodeAt(0)));
/** One of these words is in every announcement. */
const announcement =
  /turbo|Packages in|concurrently|npm-run-all|run-p|docker|Attaching|lerna|melos|workspace|pnpm|wsrun/;
/** Words that stand before a colon or in brackets in ordinary output. */
const ordinary = /^(?:error|warning|warn|info|note|debug|fatal|failed|fail|https?|file|node|at|caused by)$/i;
const buildkit = /^#(\d+) \d+\.\d+ ?/;

/** Cuts the prefixes of parallel task runners, so that the lines of one task can be read together. */
export class StreamPrefixReader {
  private active: PrefixKind[] = [];

  /** A new step starts without announcements. */
  reset(): void {
    this.active = [];
  }

  announce(text: string): void {
    if (!announcers.has(text.charCodeAt(0)) || this.active.length === kinds.length) return;
    if (!announcement.test(text)) return;
    for (const kind of kinds) {
      if (!this.active.includes(kind) && kind.announcedBy.test(text)) this.active.push(kind);
    }
  }

  read(text: string): StreamPrefix | undefined {
    if (text.charCodeAt(0) === 35) {
      const match = buildkit.exec(text);
      if (match) return this.readInside(text, `#${match[1]}`, match[0].length);
    }
    return this.readAnnounced(text);
  }

  /** What runs in a build of an image may be such a runner itself. */
  private readInside(text: string, stream: string, length: number): StreamPrefix {
    const inner = text.slice(length);
    this.announce(inner);
    const prefix = this.readAnnounced(inner);
    return prefix
      ? { stream: `${stream} ${prefix.stream}`, length: length + prefix.length }
      : { stream, length };
  }

  private readAnnounced(text: string): StreamPrefix | undefined {
    for (const kind of this.active) {
      const match = kind.pattern.exec(text);
      const stream = match?.[1];
      if (match && stream && !ordinary.test(stream)) return { stream, length: match[0].length };
    }
    return undefined;
  }
}

import type { LogSection } from '../domain/index.js';

/** Bright cyan: the runner's colour for the script of a step. Pasted logs lose or respell the escape. */
const scriptColour = /^(?:\x1b|\^\[|\u241b)?\[36;1m/;
const headerKey = /^(?:shell|env|with):/;
const setupOpening =
  /^(?:Current runner version:|Requested labels:|Complete job name:|Prepare workflow directory|Job is waiting for)/;
const postOpening = /^(?:Post job cleanup\.|Cleaning up orphan processes)/;

const hash = 35;
const letterC = 67;
const letterP = 80;

export interface Place {
  section: LogSection;
  /** The line opens a step (a `Run …` header or `Post job cleanup.`). */
  opensStep: boolean;
  /** Step name as the header tells it; stays until the next header. */
  step: string | undefined;
}

type Inside = 'nothing' | 'candidate' | 'script' | 'keys';

/** Follows the runner's own marks through one job: set-up, step headers, script text, output, post steps. */
export class SectionTracker {
  private section: LogSection = 'output';
  private step: string | undefined;
  private inside: Inside = 'nothing';
  private candidate = '';

  /** `raw` still has its escape sequences; `text` is the cleaned line. */
  read(raw: string, text: string): Place {
    if (this.inside !== 'nothing') {
      const place = this.readHeaderLine(raw, text);
      if (place) return place;
    }
    const code = text.charCodeAt(0);
    if (code === hash && text.startsWith('##[group]Run ')) {
      this.inside = 'candidate';
      this.candidate = text.slice(9);
      return this.place(false, 'header');
    }
    if ((code === letterP || code === letterC) && postOpening.test(text)) {
      const opensStep = text.startsWith('Post');
      this.section = 'post';
      this.step = opensStep ? 'Post job' : 'Complete job';
      return this.place(opensStep);
    }
    if (this.section === 'output' && this.step === undefined && setupOpening.test(text)) {
      this.section = 'setup';
      this.step = 'Set up job';
    }
    return this.place(false);
  }

  /** A new job starts from nothing. */
  reset(): void {
    this.section = 'output';
    this.step = undefined;
    this.inside = 'nothing';
  }

  private readHeaderLine(raw: string, text: string): Place | undefined {
    if (this.inside === 'candidate') {
      const isScript = scriptColour.test(raw);
      if (!isScript && !headerKey.test(text) && !text.startsWith('##[endgroup]')) {
        // A `::group::Run …` of the project's own: its lines are output.
        this.inside = 'nothing';
        return undefined;
      }
      this.section = 'output';
      this.step = this.candidate;
      this.inside = isScript ? 'script' : 'keys';
      if (text.startsWith('##[endgroup]')) this.inside = 'nothing';
      return { section: isScript ? 'script' : 'header', opensStep: true, step: this.step };
    }
    if (text.startsWith('##[endgroup]')) {
      this.inside = 'nothing';
      return this.place(false, 'header');
    }
    if (this.inside === 'script' && headerKey.test(text) && !scriptColour.test(raw)) this.inside = 'keys';
    return this.place(false, this.inside === 'script' ? 'script' : 'header');
  }

  private place(opensStep: boolean, section: LogSection = this.section): Place {
    return { section, opensStep, step: this.step };
  }
}

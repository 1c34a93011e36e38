import type { RunAttempt } from './state.js';

interface Member {
  attempt: RunAttempt;
  isRunning: boolean;
  done: Promise<void>;
}

/** `concurrency:` of workflows: one run of a group at a time, one more waiting, the rest cancelled. */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Member[]>();

  /** Waits for the attempt's turn, which a cancellation ends early; the answer leaves the group. */
  async enter(name: string, attempt: RunAttempt, cancelInProgress: boolean): Promise<() => void> {
    const members = this.#groups.get(name) ?? [];
    this.#groups.set(name, members);
    for (const member of members) {
      if (cancelInProgress || !member.isRunning) member.attempt.cancellation.abort();
    }
    const before = members.map((member) => member.done);
    let leave = (): void => undefined;
    const self: Member = {
      attempt,
      isRunning: false,
      done: new Promise((resolve) => {
        leave = resolve;
      }),
    };
    members.push(self);
    await Promise.race([Promise.all(before), aborted(attempt.cancellation.signal)]);
    self.isRunning = true;
    return () => {
      members.splice(members.indexOf(self), 1);
      leave();
    };
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

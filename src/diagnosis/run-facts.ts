/** What is known of the run besides its log; every field sharpens the diagnosis, none is needed. */
export interface RunFacts {
  /** Another attempt or a later run of the same commit passed this job. */
  passedOnOtherAttempt?: boolean;
  /** Fingerprints of failures that came and went before without a change of the code. */
  knownFlakes?: readonly string[];
  /** The replay on this machine did not fail. */
  notReproduced?: boolean;
}

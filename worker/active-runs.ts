import { leaseId, type Lease } from '#domain/jobs/lease'

/** Why a run was stopped from outside: its lease is gone, or this worker is about to end. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped'

  constructor(readonly why: 'lost' | 'stopping') {
    super(why === 'lost' ? 'the recording was cancelled, deleted or taken over' : 'this worker is stopping')
  }
}

/** One recording, or draft, being worked on by this process. */
export interface Run {
  readonly lease: Lease
  /** Aborts with a RunStopped. */
  readonly signal: AbortSignal
  /** Stops the run because its lease is gone. */
  lose(): void
  /** To be called after every checkpoint: a stopping worker ends the run here, where nothing is lost. */
  afterCheckpoint(): void
  /** The lease is no longer watched; for the moment before the recording is finished, and at the end. */
  release(): void
}

/** What this process is working on: watched by the heartbeat, ended by a shutdown. */
export class ActiveRuns {
  readonly #runs = new Map<Run, AbortController>()
  #isStopping = false

  begin(lease: Lease): Run {
    const controller = new AbortController()
    const stop = (why: RunStopped['why']) => controller.abort(new RunStopped(why))
    const run: Run = {
      lease,
      signal: controller.signal,
      lose: () => stop('lost'),
      afterCheckpoint: () => {
        if (this.#isStopping) stop('stopping')
      },
      release: () => this.#runs.delete(run),
    }
    this.#runs.set(run, controller)
    if (this.#isStopping) stop('stopping')
    return run
  }

  leases(): Lease[] {
    return [...this.#runs.keys()].map((run) => run.lease)
  }

  /** Whether this process is at work on the recording, or the draft, of that id. */
  isHeld(id: string): boolean {
    return this.leases().some((lease) => leaseId(lease) === id)
  }

  lose(lost: Lease): void {
    for (const run of this.#runs.keys()) {
      if (leaseId(run.lease) === leaseId(lost) && run.lease.fence === lost.fence) run.lose()
    }
  }

  /** Ends every run at its next checkpoint, or after the grace where none comes. */
  stopAll(graceMs: number): void {
    this.#isStopping = true
    const timer = setTimeout(() => {
      for (const controller of this.#runs.values()) controller.abort(new RunStopped('stopping'))
    }, graceMs)
    timer.unref()
  }
}

/**
 * Runs the jobs, with graphile-worker. What it adds to it:
 *  - a job that fails is tried again after 1, 2, 4 … at most 30 seconds, as often as it takes;
 *  - a process that was killed leaves its jobs locked (graphile-worker gives them up after four hours): each process holds an advisory
 *    lock named for its worker pool as long as it lives, and whoever sees a job of a pool without one unlocks it;
 *  - graphile-worker's pool ends itself when the database goes away: it is started again.
 */
import { EventEmitter } from "node:events";
import { run, type Runner, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { z } from "zod";
import { jobKey, type Job, type JobHandlers } from "../../ports/jobs.ts";
import type { Log } from "../../ports/log.ts";
import { addJobs } from "./addJobs.ts";
import type { Pool } from "./pool.ts";
import { silentWorkerLogger } from "./workerLogger.ts";

/** The first key of our two-key advisory locks: "a worker pool that lives". */
const ALIVE = 3_620;
const LOOK_EVERY_MS = 5_000;
/** A pool takes its advisory lock right after it starts; until then it may already have taken jobs. */
const GRACE_SECONDS = 10;
const RESTART_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

const Payload = z.looseObject({ task: z.string(), tries: z.int().optional() });

interface Options {
  readonly pool: Pool;
  readonly connectionString: string;
  readonly handlers: JobHandlers;
  readonly now: () => number;
  readonly log: Log;
  readonly concurrency: number;
}

export class JobRunner {
  readonly #options: Options;
  #runner: Runner | null = null;
  #alive: pg.Client | null = null;
  #stopping = false;
  #timer: NodeJS.Timeout | null = null;
  #restart: NodeJS.Timeout | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#runner !== null;
  }

  async start(): Promise<void> {
    const { pool, connectionString, handlers, concurrency } = this.#options;
    const events = new EventEmitter() as WorkerEvents;
    let poolId = "";
    events.on("pool:create", ({ workerPool }) => (poolId = workerPool.id));
    const tasks: TaskList = {};
    for (const task of Object.keys(handlers)) tasks[task] = (payload: unknown, { job }) => this.#do(payload, job.id);
    const runner = await run({
      pgPool: pool,
      taskList: tasks,
      concurrency,
      pollInterval: 500,
      noHandleSignals: true,
      logger: silentWorkerLogger,
      events,
      // Our clock and PostgreSQL's are not the same; times come from ours.
      useNodeTime: true,
    });
    this.#runner = runner;
    const alive = new pg.Client({ connectionString, application_name: "abri-alive", keepAlive: true });
    alive.on("error", () => void runner.stop().catch(() => undefined));
    try {
      await alive.connect();
      await alive.query("select pg_advisory_lock($1, hashtext($2))", [ALIVE, poolId]);
      this.#alive = alive;
      await this.#unlockTheDead();
    } catch (error) {
      await runner.stop().catch(() => undefined);
      this.#ended(runner, alive);
      throw error;
    }
    this.#timer = setInterval(() => void this.#unlockTheDead().catch(() => undefined), LOOK_EVERY_MS);
    void runner.promise.catch(() => undefined).then(() => this.#ended(runner, alive));
  }

  /** Takes no new job, and resolves when the running ones are done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    await this.#runner?.stop().catch(() => undefined);
    await this.#alive?.end().catch(() => undefined);
  }

  #ended(runner: Runner, alive: pg.Client): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#runner !== runner) return;
    this.#runner = null;
    if (this.#stopping) return;
    void alive.end().catch(() => undefined);
    this.#options.log.warn("the job runner has stopped and is started again");
    const again = (): void => {
      this.#restart = setTimeout(() => void this.start().catch(again), RESTART_MS);
    };
    again();
  }

  async #do(payload: unknown, jobId: string): Promise<void> {
    const { handlers, log, now, pool } = this.#options;
    const { tries = 0, ...job } = Payload.parse(payload);
    try {
      // Written by this program, with the handler's own type.
      await (handlers[job.task as Job["task"]] as (one: unknown) => Promise<void>)(job);
    } catch (error) {
      const pause = Math.min(1_000 * 2 ** tries, LONGEST_PAUSE_MS);
      log.error("a job failed and is tried again", error, { job: jobId, task: job.task, tries: tries + 1, ms: pause });
      await this.#again(pool, job as unknown as Job, tries + 1, now() + pause);
    }
  }

  /** A newer request for the same work, which waits already, is sooner and stays as it is. */
  async #again(pool: Pool, job: Job, tries: number, runAt: number): Promise<void> {
    const { rows } = await pool.query<{ found: boolean }>(
      "select exists (select 1 from graphile_worker.jobs where key = $1 and locked_at is null) as found",
      [jobKey(job)],
    );
    if (rows[0]?.found === true) return;
    await addJobs(pool, [{ job, runAt, tries }]);
  }

  async #unlockTheDead(): Promise<void> {
    const { pool, log } = this.#options;
    const { rows } = await pool.query<{ id: string }>(
      `select distinct locked_by as id from graphile_worker.jobs
       where locked_by is not null and locked_at < now() - make_interval(secs => $2)
         and not exists (select 1 from pg_locks where locktype = 'advisory' and classid::bigint = $1 and granted
           and objid::bigint = (hashtext(locked_by)::bigint & 4294967295)
           and database = (select oid from pg_database where datname = current_database()))`,
      [ALIVE, GRACE_SECONDS],
    );
    if (rows.length === 0) return;
    await pool.query("select graphile_worker.force_unlock_workers($1)", [rows.map((row) => row.id)]);
    log.warn("jobs of a process that is gone are taken over", { count: rows.length });
  }
}

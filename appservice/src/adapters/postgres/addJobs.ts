/** Puts jobs into the caller's transaction: they exist when, and only when, it commits. */
import { jobKey, type JobRequest, priorityOf, queueOf } from "../../ports/jobs.ts";
import type { Client, Pool } from "./pool.ts";

export async function addJobs(client: Client | Pool, requests: readonly JobRequest[]): Promise<void> {
  for (const { job, runAt, tries } of requests) {
    await client.query(
      `select 1 from graphile_worker.add_job($1, payload := $2::json, run_at := to_timestamp($3::float8 / 1000), job_key := $4,
         queue_name := $5, priority := $6)`,
      [job.task, JSON.stringify({ ...job, tries }), runAt ?? null, jobKey(job), queueOf(job), priorityOf(job)],
    );
  }
}

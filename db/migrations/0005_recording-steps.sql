CREATE TABLE "recording_steps" (
	"recording_id" uuid NOT NULL,
	"step" text NOT NULL,
	"key" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"transcript_version" bigint DEFAULT 0 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"degraded" text,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error_code" text,
	"error_message" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "recording_steps_recording_id_step_key_pk" PRIMARY KEY("recording_id","step","key"),
	CONSTRAINT "recording_steps_status_check" CHECK ("recording_steps"."status" in ('waiting', 'queued', 'running', 'done', 'failed', 'skipped'))
);
--> statement-breakpoint
ALTER TABLE "job_failures" ADD COLUMN "step" text;--> statement-breakpoint
ALTER TABLE "job_failures" ADD COLUMN "step_key" text;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "transcript_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "planned_version" bigint;--> statement-breakpoint
ALTER TABLE "recording_steps" ADD CONSTRAINT "recording_steps_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recording_steps_open_idx" ON "recording_steps" USING btree ("recording_id") WHERE status in ('waiting', 'queued', 'running');--> statement-breakpoint
CREATE INDEX "recordings_unplanned_idx" ON "recordings" USING btree ("id") WHERE status = 'done' and (planned_version is null or planned_version <> transcript_version);
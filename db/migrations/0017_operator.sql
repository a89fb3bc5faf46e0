CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid NOT NULL,
	"actor_email" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text,
	"subject" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"address" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_pulls" (
	"model_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"host" text,
	"file" text,
	"done_bytes" bigint DEFAULT 0 NOT NULL,
	"total_bytes" bigint,
	"problem" text,
	CONSTRAINT "model_pulls_status_check" CHECK ("model_pulls"."status" in ('queued', 'running', 'done', 'failed', 'removing', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "provider_health" (
	"kind" text PRIMARY KEY NOT NULL,
	"last_done_at" timestamp with time zone,
	"last_error_at" timestamp with time zone,
	"last_error" text,
	"held_back_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "task_counts" (
	"task" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"jobs" integer NOT NULL,
	"total_ms" bigint NOT NULL,
	CONSTRAINT "task_counts_task_hour_outcome_pk" PRIMARY KEY("task","hour","outcome")
);
--> statement-breakpoint
CREATE TABLE "upkeep_runs" (
	"name" text PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"succeeded" boolean NOT NULL,
	"found" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "live_sessions" ADD COLUMN "held_by" text;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "audio_retention_days" integer;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "audio_expired_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_log_subject_idx" ON "audit_log" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "task_counts_hour_idx" ON "task_counts" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "provider_usage_month_idx" ON "provider_usage" USING btree ("month");--> statement-breakpoint
CREATE INDEX "recordings_with_audio_idx" ON "recordings" USING btree ("created_at") WHERE status = 'done' and object_key is not null;
CREATE TABLE "installation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_failures" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_failures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task" text NOT NULL,
	"recording_id" uuid NOT NULL,
	"error_code" text NOT NULL,
	"message" text NOT NULL,
	"setbacks" integer NOT NULL,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "login_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_end" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "object_deletions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "object_deletions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"object_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"plan_type" text NOT NULL,
	"plan_cost" numeric(12, 2) DEFAULT '0' NOT NULL,
	"plan_discount" numeric(5, 2) DEFAULT '0' NOT NULL,
	"monthly_minutes" integer,
	"monthly_usage_limit" integer,
	"upload_bytes_max" bigint NOT NULL,
	"retention_days" integer,
	"job_priority" smallint DEFAULT 0 NOT NULL,
	"parallel_jobs" smallint DEFAULT 2 NOT NULL,
	CONSTRAINT "plans_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "recording_windows" (
	"recording_id" uuid NOT NULL,
	"idx" integer NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"next_start_sample" bigint NOT NULL,
	"segments" jsonb NOT NULL,
	CONSTRAINT "recording_windows_recording_id_idx_pk" PRIMARY KEY("recording_id","idx")
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"source" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"language" text NOT NULL,
	"detected_language" text,
	"model_id" text,
	"used_model_id" text,
	"status" text NOT NULL,
	"duration_ms" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"queued_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"meta" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"kept" boolean DEFAULT false NOT NULL,
	"object_key" text,
	"playback_key" text,
	"playback_type" text,
	"file_name" text,
	"media_type" text,
	"bytes" bigint,
	"sha256" text,
	"counted" boolean DEFAULT false NOT NULL,
	"charged_ms" bigint DEFAULT 0 NOT NULL,
	"charged_cycle" timestamp with time zone,
	"progress_ms" bigint DEFAULT 0 NOT NULL,
	"total_ms" bigint,
	"fence" bigint DEFAULT 0 NOT NULL,
	"pool_id" uuid,
	"released_at" timestamp with time zone,
	"setbacks" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"error_params" jsonb,
	CONSTRAINT "recordings_source_check" CHECK ("recordings"."source" in ('realtime', 'upload')),
	CONSTRAINT "recordings_status_check" CHECK ("recordings"."status" in ('uploading', 'queued', 'processing', 'done', 'failed', 'cancelled')),
	CONSTRAINT "recordings_amounts_check" CHECK ("recordings"."charged_ms" >= 0 and "recordings"."progress_ms" >= 0)
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "segments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recording_id" uuid NOT NULL,
	"idx" integer NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"text" text NOT NULL,
	"words" jsonb,
	"speaker" text,
	"confidence" real,
	"original_text" text,
	"edited_at" timestamp with time zone,
	CONSTRAINT "segments_recording_idx_key" UNIQUE("recording_id","idx")
);
--> statement-breakpoint
CREATE TABLE "transcript_chunks" (
	"recording_id" uuid NOT NULL,
	"chunk_index" integer NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"text" text NOT NULL,
	"token_count" integer NOT NULL,
	CONSTRAINT "transcript_chunks_recording_id_chunk_index_pk" PRIMARY KEY("recording_id","chunk_index")
);
--> statement-breakpoint
CREATE TABLE "user_profiles" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"avatar_url" text,
	"avatar_key" text,
	"locale" text
);
--> statement-breakpoint
CREATE TABLE "user_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_stats" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"recordings_total" integer DEFAULT 0 NOT NULL,
	"recordings_done" integer DEFAULT 0 NOT NULL,
	"recordings_failed" integer DEFAULT 0 NOT NULL,
	"audio_ms_done" bigint DEFAULT 0 NOT NULL,
	"stored_bytes" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_subscriptions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"plan_id" integer NOT NULL,
	"cycle_anchor" timestamp with time zone DEFAULT now() NOT NULL,
	"cycle_start" timestamp with time zone NOT NULL,
	"cycle_end" timestamp with time zone NOT NULL,
	"usage_count" integer DEFAULT 0 NOT NULL,
	"used_ms" bigint DEFAULT 0 NOT NULL,
	"used_seconds" bigint GENERATED ALWAYS AS ((used_ms + 999) / 1000) STORED,
	CONSTRAINT "user_subscriptions_user_id_unique" UNIQUE("user_id"),
	CONSTRAINT "user_subscriptions_use_check" CHECK ("user_subscriptions"."usage_count" >= 0 and "user_subscriptions"."used_ms" >= 0),
	CONSTRAINT "user_subscriptions_cycle_check" CHECK ("user_subscriptions"."cycle_start" < "user_subscriptions"."cycle_end")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"user_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"verified" boolean DEFAULT false NOT NULL,
	"role" text DEFAULT 'user' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_role_check" CHECK ("users"."role" in ('user', 'admin')),
	CONSTRAINT "users_status_check" CHECK ("users"."status" in ('active', 'suspended'))
);
--> statement-breakpoint
CREATE TABLE "worker_pools" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"worker_ids" text[] DEFAULT '{}' NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "job_failures" ADD CONSTRAINT "job_failures_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_windows" ADD CONSTRAINT "recording_windows_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_pool_id_worker_pools_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."worker_pools"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD CONSTRAINT "transcript_chunks_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_profiles" ADD CONSTRAINT "user_profiles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_stats" ADD CONSTRAINT "user_stats_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_subscriptions" ADD CONSTRAINT "user_subscriptions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_subscriptions" ADD CONSTRAINT "user_subscriptions_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_failures_open_idx" ON "job_failures" USING btree ("failed_at") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "object_deletions_due_idx" ON "object_deletions" USING btree ("not_before");--> statement-breakpoint
CREATE INDEX "recordings_user_created_idx" ON "recordings" USING btree ("user_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "recordings_user_sha256_idx" ON "recordings" USING btree ("user_id","sha256");--> statement-breakpoint
CREATE INDEX "recordings_open_idx" ON "recordings" USING btree ("status","user_id","created_at") WHERE status in ('uploading', 'queued', 'processing');--> statement-breakpoint
CREATE INDEX "recordings_finished_idx" ON "recordings" USING btree ("created_at") WHERE status in ('done', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX "recordings_pool_idx" ON "recordings" USING btree ("pool_id") WHERE pool_id is not null;--> statement-breakpoint
CREATE INDEX "segments_recording_start_idx" ON "segments" USING btree ("recording_id","start_ms");--> statement-breakpoint
CREATE INDEX "user_sessions_user_idx" ON "user_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "user_sessions_expires_idx" ON "user_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "worker_pools_heartbeat_idx" ON "worker_pools" USING btree ("heartbeat_at");
CREATE TABLE "draft_windows" (
	"draft_id" uuid NOT NULL,
	"idx" integer NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"next_start_sample" bigint NOT NULL,
	"segments" jsonb NOT NULL,
	CONSTRAINT "draft_windows_draft_id_idx_pk" PRIMARY KEY("draft_id","idx")
);
--> statement-breakpoint
CREATE TABLE "transcript_drafts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"recording_id" uuid NOT NULL,
	"language" text NOT NULL,
	"detected_language" text,
	"model_id" text,
	"used_model_id" text,
	"status" text DEFAULT 'queued' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"progress_ms" bigint DEFAULT 0 NOT NULL,
	"total_ms" bigint,
	"fence" bigint DEFAULT 0 NOT NULL,
	"pool_id" uuid,
	"released_at" timestamp with time zone,
	"setbacks" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"error_params" jsonb,
	"segments" jsonb,
	CONSTRAINT "transcript_drafts_recording_id_unique" UNIQUE("recording_id"),
	CONSTRAINT "transcript_drafts_status_check" CHECK ("transcript_drafts"."status" in ('queued', 'processing', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "draft_windows" ADD CONSTRAINT "draft_windows_draft_id_transcript_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."transcript_drafts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript_drafts" ADD CONSTRAINT "transcript_drafts_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript_drafts" ADD CONSTRAINT "transcript_drafts_pool_id_worker_pools_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."worker_pools"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transcript_drafts_open_idx" ON "transcript_drafts" USING btree ("created_at") WHERE status in ('queued', 'processing');--> statement-breakpoint
CREATE INDEX "transcript_drafts_pool_idx" ON "transcript_drafts" USING btree ("pool_id") WHERE pool_id is not null;--> statement-breakpoint
CREATE INDEX "recordings_unjoined_idx" ON "recordings" USING btree ("id") WHERE source = 'realtime' and status = 'done' and object_key is null;
ALTER TABLE "recording_summaries" ADD COLUMN "last_segment_id" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "user_settings" DROP COLUMN "locale";
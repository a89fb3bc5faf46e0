ALTER TABLE "live_sessions" ADD COLUMN "resumable" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "keep_none" boolean DEFAULT false NOT NULL;
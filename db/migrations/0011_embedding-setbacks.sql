ALTER TABLE "embedded_recordings" ADD COLUMN "run" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "embedded_recordings" ADD COLUMN "setbacks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "embedded_recordings" ADD COLUMN "not_before" timestamp with time zone;
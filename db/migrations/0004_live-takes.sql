ALTER TABLE "live_sessions" ADD COLUMN "take" uuid;--> statement-breakpoint
ALTER TABLE "live_sessions" ADD COLUMN "former_takes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "live_sessions_take_idx" ON "live_sessions" USING btree ("take");
ALTER TABLE "recordings" ADD COLUMN "awaited" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "forget_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "recordings_forget_idx" ON "recordings" USING btree ("forget_at") WHERE forget_at is not null;